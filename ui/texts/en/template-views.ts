/** What views and layouts of task interfaces say. */
export default {
  "views.media.retry": "Try again",
};
