// The page of the API: starts Swagger UI, and changes what of its parts cannot be used by everybody.

// The page has a heading of its own; there is one server; and nothing is called from here, so nothing is filled in.
const nothing = () => () => null;

const accessible = {
  wrapComponents: {
    InfoContainer: nothing,
    ServersContainer: nothing,
    SchemesContainer: nothing,
    AuthorizeBtnContainer: nothing,
    authorizeOperationBtn: nothing,
    JsonSchemaForm: nothing,
    // A link within the button that opens an operation cannot be reached by all. The words alone.
    DeepLink: (_, { React }) => ({ text }) => React.createElement("span", null, text),
    // Ninja's lock is a button that asks for a token; what one reads in it is the scope.
    parameters: (Parameters, { React }) => (props) => {
      const asked = props.operation.get("security")?.toJS() ?? [];
      const scopes = asked.flatMap((each) => Object.values(each).flat());
      const needs = scopes.length ? scopes.join(", ") : asked.length ? "any access token" : "no access token";
      return React.createElement(
        React.Fragment,
        null,
        React.createElement("p", { className: "opblock-description-wrapper" }, `Scope: ${needs}`),
        React.createElement(Parameters, props),
      );
    },
    // Each table of responses is a region, and all of them without a name.
    responses: (Responses, { React }) => (props) => {
      const around = React.useRef(null);
      React.useEffect(() => around.current.querySelector("table")?.removeAttribute("role"));
      return React.createElement("div", { ref: around }, React.createElement(Responses, props));
    },
  },
};

const settings = JSON.parse(document.getElementById("swagger-settings").textContent);
SwaggerUIBundle({ ...settings, dom_id: "#swagger-ui", plugins: [accessible] });
