using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Guard;

/// <summary>Makes of an <see cref="HttpContext"/> what the policy decides on.</summary>
internal sealed class PolicyRequestReader(HeaderText text)
{
    public PolicyRequest Read(HttpContext context)
    {
        var request = context.Request;
        return new PolicyRequest
        {
            Method = request.Method,
            Target = Target(request),
            Authority = text.RequestBytes(HeaderNames.Host, request.Headers.Host.ToString()),
            Scheme = request.Scheme,
            Protocol = request.Protocol,
            Headers = Headers(request.Headers),
            RemoteAddress = context.Connection.RemoteIpAddress is { } address
                ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
                : "",
            RemotePort = context.Connection.RemotePort,
            // Picks among weighted destinations; nothing secret hangs on it.
            Draw = Random.Shared.NextDouble(),
        };
    }

    public static PolicyRequest WithTarget(PolicyRequest request, string target) => new()
    {
        Method = request.Method,
        Target = target,
        Authority = request.Authority,
        Scheme = request.Scheme,
        Protocol = request.Protocol,
        Headers = request.Headers,
        RemoteAddress = request.RemoteAddress,
        RemotePort = request.RemotePort,
        Draw = request.Draw,
    };

    /// <summary>The raw target; TestServer has none.</summary>
    private static string Target(HttpRequest request)
    {
        string? raw = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return string.IsNullOrEmpty(raw)
            ? PathText.Encode(request.PathBase.Value + request.Path.Value) + request.QueryString.ToUriComponent()
            : raw;
    }

    private List<HeaderField> Headers(IHeaderDictionary headers)
    {
        List<HeaderField> fields = new(headers.Count);
        foreach ((string name, var lines) in headers)
        {
            if (name.StartsWith(':') || name.Equals(HeaderNames.Host, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (string? line in lines)
            {
                fields.Add(new HeaderField(name, text.RequestBytes(name, line ?? "")));
            }
        }

        return fields;
    }
}
