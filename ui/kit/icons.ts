/** The icons, drawn for a field of 24 by 24 as paths of one stroke. */
export const ICONS = {
  tasks: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  history: "M3 12a9 9 0 1 0 3-6.7L3 8M3 3v5h5M12 7v5l3.5 2",
  earnings:
    "M3 7.5A2.5 2.5 0 0 1 5.5 5H18v3M3 7.5V17a3 3 0 0 0 3 3h15V8H5.5A2.5 2.5 0 0 1 3 7.5ZM16.5 14h.01",
  messages: "M4 5h16v12H9l-5 4V5ZM8 10h8M8 13.5h5",
  skills: "m12 3 2.7 5.6 6.1.8-4.5 4.3 1.1 6.1L12 16.9l-5.4 2.9 1.1-6.1-4.5-4.3 6.1-.8L12 3Z",
  profile: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0",
  refresh: "M20 11a8 8 0 1 0-2.3 6.7M20 5v6h-6",
  close: "M6 6l12 12M18 6 6 18",
  check: "m5 12.5 4.5 4.5L19 7.5",
  alert: "M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 17h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 8h.01",
  pin: "M12 21s7-6.4 7-11.5a7 7 0 0 0-14 0C5 14.6 12 21 12 21ZM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2",
  pages: "M8 3h9a2 2 0 0 1 2 2v11M5 7h9a1.5 1.5 0 0 1 1.5 1.5V21H5V7Z",
  review: "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  training: "M2.5 9 12 4.5 21.5 9 12 13.5 2.5 9ZM6.5 11v5.5c3 2.3 8 2.3 11 0V11M21.5 9v6",
  lock: "M6 11h12v9H6v-9ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  back: "M19 12H5M11 6l-6 6 6 6",
  next: "m9 5 7 7-7 7",
  down: "m6 9 6 6 6-6",
  logout: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
  offline:
    "M3 3l18 18M8.5 15.5a5 5 0 0 1 6.2-.7M5 12a10 10 0 0 1 4.2-2.5M2 8.5A15 15 0 0 1 6.5 6M12 19h.01M12.5 9a10 10 0 0 1 6.5 3M11 4.6a15 15 0 0 1 11 3.9",
  send: "M21 3 3 10.5l7 3.5 3.5 7L21 3ZM10 14l4-4",
  locate: "M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12ZM12 2.5V6M12 18v3.5M2.5 12H6M18 12h3.5",
  download: "M12 4v11M7 10.5l5 5 5-5M4 20h16",
  fullscreen: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  gift: "M4 12h16v8H4v-8ZM3 8h18v4H3V8ZM12 8v12M12 8S8.5 8 7.5 6.5 8.5 3 10 4s2 4 2 4ZM12 8s3.5 0 4.5-1.5S15.5 3 14 4s-2 4-2 4Z",
} as const;

export type IconName = keyof typeof ICONS;
