export const later = () => import("./editor.js");
