// Code that is wider than the window can be moved with the keyboard as well.

function letWideCodeBeFocused() {
    for (const code of document.querySelectorAll("pre > code")) {
        if (code.scrollWidth > code.clientWidth) {
            code.tabIndex = 0;
        } else {
            code.removeAttribute("tabindex");
        }
    }
}

window.addEventListener("load", letWideCodeBeFocused);
window.addEventListener("resize", letWideCodeBeFocused);
