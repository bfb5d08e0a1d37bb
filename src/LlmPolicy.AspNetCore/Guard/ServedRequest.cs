using Microsoft.AspNetCore.Http;

namespace LlmPolicy.Guard;

/// <summary>What of a request is carried out, as the app sees it. If a middleware changes it, a decision on the former no longer holds.</summary>
internal readonly record struct ServedRequest(string Method, string PathBase, string Path, string Query)
{
    public static ServedRequest Of(HttpContext context) => new(
        PolicyRequestReader.MethodOf(context), context.Request.PathBase.Value ?? "", context.Request.Path.Value ?? "", context.Request.QueryString.ToUriComponent());

    /// <summary>
    /// Whether the app still serves the same. A base may be taken off the path (UsePathBase, Map), or put before it by a proxy that the app
    /// trusts: neither leads to another resource.
    /// </summary>
    public bool IsStillOf(HttpContext context)
    {
        var now = Of(context);
        return now.Method == Method && now.Query == Query && ((now.PathBase == PathBase && now.Path == Path) || EndsInPathOf(now));
    }

    private bool EndsInPathOf(ServedRequest now)
    {
        string served = now.PathBase + now.Path;
        string path = PathBase + Path;
        return served.EndsWith(path, StringComparison.Ordinal) && served.Length - path.Length <= now.PathBase.Length;
    }
}
