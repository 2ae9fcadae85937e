// The looks of the pages that their HTML does not have by itself. Each page can be read without them.

/// Text for the inside of an element.
function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/// A prompt stays with the first word after it, unless that is longer than this: then it could be longer than the line.
const LONGEST_START = 30;

/// What is typed, in the words that should stay whole.
function showTyped(prompt, rest) {
    const [, indent, first, others] = rest.match(/^(\s*)(\S*)(.*)$/);
    const word = (text) => `<span class="word">${escaped(text)}</span>`;
    const mark = prompt ? `<span class="prompt">${escaped(prompt)}</span>` : "";
    const isShort = first.length <= LONGEST_START;
    const start = isShort ? `<span class="start">${mark}${indent}${escaped(first)}</span>` : mark + indent + word(first);
    const style = indent ? ` style="--indent: ${indent.length}ch"` : "";
    return `<span class="typed"${style}>${start}${others.replace(/\S+/g, word)}\n</span>`;
}

/// On a terminal, the prompts have a colour, and nothing else. A command that is too long goes on in the next line.
function showTerminal(code) {
    const isScript = code.classList.contains("language-sh");
    const line = (text) => {
        const [, prompt, rest] = text.match(/^([$>](?: |$))?(.*)$/);
        const isTyped = isScript || prompt || text === "^C";
        return isTyped ? showTyped(isScript ? "" : prompt, isScript ? text : rest) : `${escaped(text)}\n`;
    };
    const lines = code.textContent.trimEnd().split("\n");
    // Nobody is a client who only builds, checks and asks for help.
    const isNoClient = (text) => !text.startsWith("$ ") || /^\$ (cargo|cd) /.test(text);
    if (!code.classList.contains("server") && lines.every(isNoClient)) code.classList.add("here");
    code.innerHTML = lines.map(line).join("");
}

/// The lines of highlighted code. A colour that goes on over several lines begins again in each of them.
function splitLines(html) {
    const open = [];
    return html.split("\n").map((line) => {
        const before = open.join("");
        for (const [tag] of line.matchAll(/<[^>]+>/g)) {
            if (tag === "</span>") open.pop();
            else open.push(tag);
        }
        return before + line + "</span>".repeat(open.length);
    });
}

/// A diff has the colours of its language, and a tint for each line that comes or goes.
function showDiff(code) {
    const lines = code.textContent.trimEnd().split("\n");
    const name = code.closest("figure")?.querySelector("figcaption")?.textContent ?? "";
    const [, extension] = name.match(/\.(\w+)/) ?? [];
    const language = { rs: "rust", toml: "ini", html: "xml", svg: "xml", css: "css", json: "json" }[extension];
    const text = lines.map((line) => line.slice(1)).join("\n");
    const html = language ? hljs.highlight(language, text, true).value : escaped(text);
    const kinds = { "+": " hljs-addition", "-": " hljs-deletion" };
    const shown = splitLines(html).map((line, index) => {
        const mark = lines[index][0] ?? " ";
        return `<span class="line${kinds[mark] ?? ""}">${mark}${line}\n</span>`;
    });
    code.innerHTML = `<span class="lines">${shown.join("")}</span>`;
}

/// "In Python" is the title of a box, and not its first words.
function titlePython(box) {
    const [title, text] = box.children;
    const words = text?.firstChild;
    if (words?.textContent !== "In Python") return;
    title.lastChild.textContent = "In Python";
    words.remove();
    const rest = text.firstChild;
    if (rest.nodeType === Node.TEXT_NODE) {
        const sentence = rest.textContent.replace(/^[\s,:]+/, "");
        rest.textContent = sentence.charAt(0).toUpperCase() + sentence.slice(1);
    }
}

/// Code in a line breaks only if it is longer than this. The columns of a table have less room.
const LONGEST_WHOLE = { line: 24, cell: 14 };

/// Long code breaks between its words, and within a word only after a slash, a dash, an underscore or `::`,
/// or after a dot or a parenthesis before a longer name.
function letCodeBreak(code) {
    if (code.childElementCount > 0) return;
    const text = code.textContent;
    const longest = code.closest("td, th") ? LONGEST_WHOLE.cell : LONGEST_WHOLE.line;
    if (text.length <= longest) {
        code.classList.add("whole");
        return;
    }
    const part = (text) => (text.length <= longest ? `<span class="whole">${escaped(text)}</span>` : escaped(text));
    code.innerHTML = text.split(/(?<= )|(?<=\w[/_-]|::)(?=\w)|(?<=\w[.(])(?=[a-z_]{4})/).map(part).join("<wbr>");
}

/// The words of a short link, such as "Chapter 1", stay together.
function keepWhole(link) {
    if (link.childElementCount === 0 && link.textContent.length <= LONGEST_WHOLE.cell) {
        link.classList.add("whole");
    }
}

/// Code and tables that are wider than the window can be moved with the keyboard as well.
function letWideBlocksBeFocused() {
    for (const block of document.querySelectorAll("pre > code, .table-wrapper, .drawing")) {
        if (block.scrollWidth > block.clientWidth) {
            block.tabIndex = 0;
        } else {
            block.removeAttribute("tabindex");
        }
    }
}

/// Paper cannot be unfolded.
function unfoldAll() {
    document.querySelectorAll("main details").forEach((fold) => (fold.open = true));
}

document.querySelectorAll("code:is(.language-console, .language-sh)").forEach(showTerminal);
document.querySelectorAll("code.language-diff").forEach(showDiff);
document.querySelectorAll("blockquote.blockquote-tag").forEach(titlePython);
document.querySelectorAll("main :not(pre) > code").forEach(letCodeBreak);
document.querySelectorAll("main a").forEach(keepWhole);
if (document.location.pathname.endsWith("/print.html")) {
    unfoldAll();
}
window.addEventListener("beforeprint", unfoldAll);
window.addEventListener("load", letWideBlocksBeFocused);
window.addEventListener("resize", letWideBlocksBeFocused);
// A folded block has no width before it is opened. This event does not bubble.
document.addEventListener("toggle", letWideBlocksBeFocused, true);
