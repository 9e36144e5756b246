// The page before the first question. Event that Python hears: 'pick'.
let told = ""; // what the page says of a corpus that holds something
const box = element.querySelector(".wsw-examples");
function draw() {
  const picked = document.querySelector("#wss-pick");
  if (picked && props.value && props.value.corpus !== undefined && picked.value !== props.value.corpus) return;
  const line = element.querySelector(".wsw-line");
  told = told || line.textContent;
  line.textContent = props.value && props.value.empty ? "It holds nothing yet. Add the address of an article, or files, to its sources." : told;
  element.querySelector(".wsw-title").textContent = (props.value && props.value.title) || "";
  const examples = (props.value && props.value.examples) || [];
  box.replaceChildren(...examples.map((question) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "wsw-example";
    button.textContent = question;
    button.addEventListener("click", () => {
      trigger("pick", { question });
      const field = document.querySelector("#ws-question textarea");
      if (field && window.matchMedia("(hover: hover)").matches) field.focus();
    });
    return button;
  }));
}
watch("value", draw);
draw();
