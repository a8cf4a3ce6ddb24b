/** The app around the tasks. */
export default {
  "app.name": "Talka",
};
