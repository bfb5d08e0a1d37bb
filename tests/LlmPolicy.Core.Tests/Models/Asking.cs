using System.Text;
using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>Requests to be resolved, and what came of it as text.</summary>
internal static class Asking
{
    public const string Boundary = "----part";

    private static readonly HeaderField Json = new("content-type", "application/json");

    private static readonly HeaderField Form = new("content-type", $"multipart/form-data; boundary={Boundary}");

    /// <summary>A POST of JSON.</summary>
    public static string Post(string target, string json) => Of("POST", target, Encoding.UTF8.GetBytes(json), Json);

    public static string Post(string target, byte[] body, params HeaderField[] headers) => Of("POST", target, body, headers);

    /// <summary>A POST of a form.</summary>
    public static string PostForm(string target, params string[] parts) => Of("POST", target, FormOf(parts), Form);

    /// <summary>A request whose body nobody has read.</summary>
    public static string Unread(string method, string target, params HeaderField[] headers) => Text(ModelResolver.Resolve(Request(method, target, null, headers)));

    public static string Of(string method, string target, byte[] body, params HeaderField[] headers) => Text(ModelResolver.Resolve(Request(method, target, BodyFact.Whole(body), headers)));

    public static ModelResolution.Asks Asked(string target, string json) => ModelResolver.Resolve(Request("POST", target, BodyFact.Whole(Encoding.UTF8.GetBytes(json)), Json)).ShouldBeOfType<ModelResolution.Asks>();

    public static ModelRequest Request(string method, string target, BodyFact? body, params HeaderField[] headers)
    {
        string path = target.Split('?')[0];
        return new ModelRequest(method, path, target[path.Length..], headers, body);
    }

    /// <summary>Parts with the boundary between them; each is its headers, an empty line and its value.</summary>
    public static byte[] FormOf(params string[] parts) =>
        Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"--{Boundary}\r\n{part}\r\n")) + $"--{Boundary}--\r\n");

    /// <summary>A field of a form.</summary>
    public static string Field(string name, string value) => $"Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}";

    /// <summary>The names, the ways, or the reason.</summary>
    public static string Text(ModelResolution resolution) => resolution switch
    {
        ModelResolution.Asks asks => string.Join(" + ", asks.Models.Select(m => m.Name).Concat(asks.Ways == UnnamedWays.None ? [] : [$"({asks.Ways})"])),
        ModelResolution.NoModel none => $"no model: {none.Kind}",
        ModelResolution.NeedsBody => "needs the body",
        ModelResolution.Refused refused => refused.Reason,
        _ => throw new ArgumentOutOfRangeException(nameof(resolution)),
    };
}
