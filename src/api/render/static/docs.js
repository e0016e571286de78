// Starts the reference. No validator badge: it would send the address of this service to another host. No links of its own within
// its buttons: a screen reader cannot reach them there.
SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#reference",
  deepLinking: false,
  validatorUrl: null,
  // What it leaves out for those who hear the page: the name of its one choice, and the level of its headings below the title.
  onComplete() {
    document.querySelector("#servers")?.setAttribute("aria-label", "Server");
    for (const heading of document.querySelectorAll(".opblock-tag, .models h4")) heading.setAttribute("aria-level", "2");
  },
});
