// Starts the reference. No validator badge: it would send the address of this service to another host.
SwaggerUIBundle({ url: "/v1/openapi.json", dom_id: "#reference", deepLinking: true, validatorUrl: null });
