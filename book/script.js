// Code and tables that are wider than the window can be moved with the keyboard as well.

function letWideBlocksBeFocused() {
    for (const block of document.querySelectorAll("pre > code, .table-wrapper")) {
        if (block.scrollWidth > block.clientWidth) {
            block.tabIndex = 0;
        } else {
            block.removeAttribute("tabindex");
        }
    }
}

window.addEventListener("load", letWideBlocksBeFocused);
window.addEventListener("resize", letWideBlocksBeFocused);
// A folded block has no width before it is opened. This event does not bubble.
document.addEventListener("toggle", letWideBlocksBeFocused, true);
