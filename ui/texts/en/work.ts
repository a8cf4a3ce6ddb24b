/** The page of tasks. */
export default {
  "work.submit": "Submit",
  "work.skip": "Skip",
  "work.exit": "Exit",
  "work.exit.words":
    "If you exit, this page is given back and your answers on it are dropped. You can take tasks of this kind again.",
  "work.exit.stay": "Stay",
  "work.exit.yes": "Give the page back",
  "work.message": "Write to the requester",
  "work.fullscreen": "Full screen",
  "work.timeLeft": "Time left:",
  "work.lastMinute": "Less than a minute is left",
  "work.wrong": "This answer is not right, try again",
  "work.mistakes": {
    one: "One task is not right yet. Read the hint in red and answer it again.",
    other: "{n} tasks are not right yet. Read the hints in red and answer them again.",
  },
  "work.files": {
    one: "One file is still being sent. The page is handed in as soon as it is there.",
    other: "{n} files are still being sent. The page is handed in as soon as they are there.",
  },
  "work.files.stop": "Do not wait, back to the tasks",
  "work.unsent":
    "The server cannot be reached. Your answers are kept on this device and are handed in as soon as it can.",
  "work.unsent.change": "Change the answers",
  "work.elsewhere": "This page was opened in another tab, with the answers given here. Go on there.",
  "work.elsewhere.here": "Go on here",
  "work.brokenInterface": "The interface of these tasks cannot be shown: {reason}",
  "work.locationRefused":
    "This task needs your position. Allow this site to see it in the browser's settings.",
  "work.done": "Handed in",
  "work.done.thanks": "Thank you.",
  "work.done.words": "Thank you. There are no more tasks of this kind for you now.",
  "work.skipped": "Skipped",
  "work.skipped.words": "This page is not offered to you again.",
  "work.givenUp": "Given back",
  "work.givenUp.words": "You left this page without handing it in.",
  "work.expired": "Time is up",
  "work.expired.words":
    "This page was not handed in within its time, and somebody else may get its tasks. Nothing is paid for it.",
  "work.changed": "Handed in already",
  "work.changed.words": "The answers of this page had reached the server. You find them in your history.",
  "work.takeNext": "Take the next page",
};
