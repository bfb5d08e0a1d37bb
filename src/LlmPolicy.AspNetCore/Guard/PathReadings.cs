using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmPolicy.Guard;

/// <summary>
/// The paths that the app, or a file system below it, may take a request's path for. ASP.NET Core's routing ignores case, decodes
/// escapes and drops a trailing slash; Envoy does none of that.
/// </summary>
internal static class PathReadings
{
    public static IEnumerable<string> Of(HttpRequest request, Endpoint? endpoint, RouteValueDictionary values, string pathBase)
    {
        List<string> decoded = [pathBase + request.Path.Value];
        if (endpoint is RouteEndpoint { RoutePattern: var pattern })
        {
            decoded.Add(pathBase + EndpointPath.Of(pattern, values));
            if (EndpointPath.EndsInSlash(pattern))
            {
                decoded.Add(decoded[^1] + "/");
            }
        }

        return decoded.SelectMany(path => new[] { PathText.Encode(path), PathText.Widest(path) });
    }
}
