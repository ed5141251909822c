/* Before the first paint: "as the device" becomes light or dark. Without JavaScript it stays light. */
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    if (root.dataset.themeChoice === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
})();
