// What is wider than the page scrolls sideways: the keyboard reaches it then.
const reachScrolled = () => {
  for (const part of document.querySelectorAll("pre, .table-wrapper")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
};
window.addEventListener("load", reachScrolled);
window.addEventListener("resize", reachScrolled);
