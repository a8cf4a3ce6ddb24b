import { isObject, textOf } from "~/template/engine/json";
import { Frame, type View } from "~/template/view";
import { TaskLink } from "../task-link";

const LinkGroup: View = ({ mount }) => {
  const links = Array.isArray(mount.props.links) ? mount.props.links.filter(isObject) : [];
  return (
    <Frame mount={mount} role="group">
      <div class="tb-link-group">
        {links.map((link, index) => (
          <TaskLink
            key={`${index} ${textOf(link.url)}`}
            mount={mount}
            url={link.url}
            content={link.content}
            button
            primary={link.theme === "primary"}
          />
        ))}
      </div>
    </Frame>
  );
};

export default LinkGroup;
