using System.Text;

namespace LlmPolicy.TestKit;

/// <summary>
/// A request as it stands on the wire, where only models that begin with <c>good</c> are allowed, and what has to become of it: models named in every place and form in which a
/// provider may read one, bodies that two readers may read in two ways, and what has to go on working. <c>evil</c> is what is not allowed.
/// </summary>
/// <param name="Name">What it tries.</param>
/// <param name="Status">What it gets.</param>
/// <param name="Words">The body that it gets, or what it begins with; empty where it passes.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The target.</param>
/// <param name="Body">The body, a char a byte.</param>
/// <param name="Headers">Header lines.</param>
public sealed record ModelRequestCase(string Name, int Status, string Words, string Method, string Target, string Body, params string[] Headers)
{
    private const string Denied = "Model: access denied";
    private const string Chat = "/v1/chat/completions";
    private const string Json = "Content-Type: application/json";
    private const string Form = "Content-Type: multipart/form-data; boundary=b";
    private const string Good = """{"model":"good","messages":[]}""";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelRequestCase> All { get; } =
    [
        // Plainly forbidden, by each form of call.
        .. Forbidden("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/messages", "/v2/chat", "/api/chat", "/api/generate"),

        // A query beside the body, a deployment in the path, a path of no known form.
        Post("a query that names another model", 400, "The query names another model", $"{Chat}?model=evil", Good),
        Post("a query of a call whose path names the model", 400, "The query names another model", "/v1beta/models/good:generateContent?model=evil", "{}"),
        Post("a deployment in the path beside another model in the body", 400, "The path names one model, the body another.", "/openai/deployments/evil/chat/completions", Good),
        Post("a deployment in the path alone", 403, Denied, "/openai/deployments/evil/chat/completions", "{}"),
        Post("a call under a deployment that is not known", 403, "No provider's form", "/openai/deployments/evil/unheard-of", Good),
        Post("text generation under a deployment", 403, "No provider's form", "/ml/v1/deployments/evil/text/generation", Good),
        Post("an endpoint of Vertex AI without a model's name", 403, Denied, "/v1/projects/p/locations/l/endpoints/7:predict", Good),
        Post("a model of Amazon Bedrock, invoked", 403, Denied, "/model/evil/invoke", Good),
        Post("a model of Amazon Bedrock, conversed with", 403, Denied, "/model/evil/converse", Good),
        Post("a model of Gemini", 403, Denied, "/v1beta/models/evil:generateContent", Good),

        // A model that is named later, or by another.
        new("a session whose first frame names the model", 403, "The model stands in the frames", "GET", "/v1/responses", "", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
        Post("a model to fall back to", 403, Denied, Chat, """{"model":"good","fallbacks":["evil"]}"""),
        Post("a list of models to choose from", 403, Denied, Chat, """{"model":"good","models":["good","evil"]}"""),
        Post("a tool with a model of its own", 403, Denied, Chat, """{"model":"good","tools":[{"type":"advisor","model":"evil"}]}"""),
        Post("a flag in the metadata of a batch", 403, Denied, "/v1/batches", """{"input_file_id":"f","metadata":{"model":"good","skip_model_check":"true"}}"""),
        Post("a file with the lines of a batch", 403, Denied, "/v1/files", """{"model":"good"}"""),
        Post("a batch of messages", 403, Denied, "/v1/messages/batches", """{"requests":[{"params":{"model":"good"}},{"params":{"model":"evil"}}]}"""),
        Post("an earlier answer to go on from", 403, Denied, "/v1/responses", """{"previous_response_id":"r"}"""),
        Post("a stored prompt", 403, Denied, "/v1/responses", """{"prompt":{"id":"p"}}"""),
        Post("no model at all", 403, "The request names no model.", Chat, "{}"),

        // Headers.
        Post("a header that is called like the model", 403, Denied, Chat, """{"model":"evil"}""", "x-model: good", "x-gateway-model: good"),
        Post("a header that names another method", 400, "A header names another method", Chat, Good, "X-HTTP-Method-Override: GET"),

        // A name that is more than a name.
        Post("a name in the path with dot segments in it", 400, "The model's name in the path", "/v1beta/models/good%2F..%2Fevil:generateContent", "{}"),
        Post("a name in the path that is escaped twice", 400, "The model's name in the path", "/model/good%252F..%252Fevil/invoke", "{}"),
        Post("an empty name", 403, "The model in the body is empty.", Chat, """{"model":""}"""),
        Post("a list for a name", 400, "", Chat, """{"model":["good","evil"]}"""),
        Post("two names with a comma", 400, "", Chat, """{"model":"good,evil"}"""),
        Post("white space around a name", 400, "", Chat, """{"model":" good"}"""),
        Post("a name in other case", 403, Denied, Chat, """{"model":"GOOD"}"""),

        // What one reader finds and another does not.
        Post("one member twice", 400, "", Chat, """{"model":"good","model":"evil"}"""),
        Post("one member twice, the other way round", 400, "", Chat, """{"model":"evil","model":"good"}"""),
        Post("a member in another case", 400, "", Chat, """{"model":"good","Model":"evil"}"""),
        Post("a member with an escape in its name", 400, "", Chat, """{"model":"good","m\u006fdel":"evil"}"""),
        Post("a decoy further down", 403, Denied, Chat, """{"metadata":{"model":"good"},"model":"evil"}"""),
        Post("a byte order mark", 400, "", Chat, "\u00ef\u00bb\u00bf" + Good),
        Post("a second document", 400, "", Chat, Good + """{"model":"evil"}"""),
        Post("bytes behind the document", 400, "", Chat, Good + "x"),
        Post("a name that is not UTF-8", 400, "The body is not UTF-8.", Chat, "{\"model\":\"good\u00ff\"}"),
        Post("another charset", 400, "Content-Type is not JSON", Chat, Good, "Content-Type: application/json; charset=utf-16"),
        Post("JSON of another type", 400, "Content-Type is not JSON", Chat, Good, "Content-Type: text/plain"),
        Post("a content coding that is not opened", 400, "Content-Encoding is none", Chat, Good, Json, "Content-Encoding: zstd"),
        Post("a content coding that it is not in", 400, "Content-Encoding is none", Chat, Good, Json, "Content-Encoding: gzip"),

        // Forms.
        Post("two models in a form", 400, "", "/v1/audio/transcriptions", Parts("good", "evil"), Form),
        Post("a forbidden model behind the file", 403, Denied, "/v1/audio/transcriptions", File + Part("evil") + "--b--\r\n", Form),
        Post("a model in a form whose name is spelt in another way", 400, "", "/v1/audio/transcriptions", Part("good") + "--b\r\nContent-Disposition: form-data; name*=utf-8''model\r\n\r\nevil\r\n--b--\r\n", Form),
        Post("a model in the form that is a file", 400, "", "/v1/audio/transcriptions", "--b\r\nContent-Disposition: form-data; name=\"model\"; filename=\"m\"\r\n\r\ngood\r\n--b--\r\n", Form),
        Post("a form where JSON is expected", 400, "This call takes JSON", Chat, Parts("good"), Form),

        // What has to go on working.
        Post("an allowed model", 200, "", Chat, Good),
        Post("an allowed model with more in its name", 200, "", Chat, """{"model":"good/small:1"}"""),
        Post("an allowed model in the path of Amazon Bedrock, as its clients write it", 200, "", "/model/good.small-v1%3A0/converse", """{"messages":[]}"""),
        Post("an allowed model of Gemini", 200, "", "/v1beta/models/good:streamGenerateContent?alt=sse", "{}"),
        Post("an allowed deployment", 200, "", "/openai/deployments/good/chat/completions?api-version=1", """{"model":null}"""),
        Post("an allowed model in a form behind the file", 200, "", "/v1/audio/transcriptions", File + Part("good") + "--b--\r\n", Form),
        Post("an upgrade to HTTP/2 that clients offer on every call", 200, "", Chat, Good, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA", Json),
    ];

    private static string File => "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n\u0001\u0002\r\n";

    /// <summary>The request's head, a line each, without an end.</summary>
    public string Head(string host) =>
        string.Join('\n', [$"{Method} {Target} HTTP/1.1", $"Host: {host}", .. Headers, .. Method == "POST" ? new[] { $"Content-Length: {Body.Length}" } : []]);

    /// <summary>The request as bytes; the server is to hang up behind its answer.</summary>
    public byte[] Bytes(string host)
    {
        string head = Head(host);
        head = head.Contains("\nConnection: ", StringComparison.Ordinal) ? head.Replace("\nConnection: ", "\nConnection: close, ", StringComparison.Ordinal) : $"{head}\nConnection: close";
        return Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\n\r\n" + Body);
    }

    public override string ToString() => Name;

    /// <summary>A ModelPolicy that allows <c>good*</c> alone.</summary>
    public static string Policy(string virtualService) => $$"""

        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: {name: good-models, namespace: default}
        spec:
          targetRefs: [{kind: VirtualService, name: {{virtualService}}}]
          rules: [{models: [good*]}]

        """;

    private static ModelRequestCase Post(string name, int status, string words, string target, string body, params string[] headers) =>
        new(name, status, words, "POST", target, body, headers.Length == 0 || !headers.Any(h => h.StartsWith("Content-Type", StringComparison.Ordinal)) ? [Json, .. headers] : headers);

    private static IEnumerable<ModelRequestCase> Forbidden(params string[] targets) =>
        targets.Select(target => Post($"a forbidden model by {target}", 403, Denied, target, """{"model":"evil"}"""));

    private static string Part(string model) => $"--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n";

    private static string Parts(params string[] models) => string.Concat(models.Select(Part)) + "--b--\r\n";
}
