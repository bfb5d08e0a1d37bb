using System.Text.Json;

namespace LlmPolicy.Samples.Requests;

/// <summary>What reached the stand-in, as its answer's header tells.</summary>
internal sealed record Received(string Method, string Path, string Host, IReadOnlyDictionary<string, string> Headers)
{
    public static Received Of(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<Received>(response.Headers.GetValues("x-standin-received").Single(), JsonSerializerOptions.Web)!;
}
