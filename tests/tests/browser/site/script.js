// Runs when all that the page asks for has come, or has failed to.
addEventListener("load", () => {
  const text = document.getElementById("text");
  const image = document.getElementById("image");
  const color = getComputedStyle(text).color;
  text.textContent = `The text is ${color}, and the image ${image.naturalWidth} wide.`;
});
