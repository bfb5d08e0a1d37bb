using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>A request as it reached the stand-in: on the console, and as one line of JSON in the answer's header.</summary>
internal sealed record Received(string Method, string Path, string Host, SortedDictionary<string, string> Headers)
{
    public const string Header = "x-standin-received";

    public static Task ShowAsync(HttpContext context, RequestDelegate next)
    {
        var received = From(context);
        Console.WriteLine(received.Text());
        context.Response.Headers[Header] = JsonSerializer.Serialize(received, StandInJson.Default.Received);
        return next(context);
    }

    private static Received From(HttpContext context)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in context.Request.Headers)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                headers[name.ToLowerInvariant()] = Mask.Header(name, value.ToString());
            }
        }

        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new Received(context.Request.Method, Mask.Query(target), context.Request.Host.Value ?? "", headers);
    }

    private string Text() => string.Join(Environment.NewLine,
        [$"stand-in got  {Method} {Path}", $"              host: {Host}", .. Headers.Select(h => $"              {h.Key}: {h.Value}")]);
}
