using System.Text.Json;

namespace LlmPolicy.Tool.Running;

/// <summary>A request to the lab, as an app with <c>LlmPolicy:Audit:Replay</c> keeps it.</summary>
internal static class ReplayLine
{
    /// <param name="model">The model that the caller's token lists; the lab's policy asks for one called otherwise than <c>another</c>.</param>
    /// <param name="token">What is known of the token; a caller is there where it was verified.</param>
    /// <param name="method">The method.</param>
    public static string Of(string model, string token = "verified", string method = "POST") => JsonSerializer.Serialize(new
    {
        format = "llmpolicy-replay/1",
        id = "00",
        time = "2026-01-31T12:00:00+00:00",
        generation = "1",
        allowed = model != "another",
        reason = model == "another" ? "rbac.denied" : "forwarded",
        method,
        scheme = "http",
        host = "any.example",
        target = "/huggingface-gloo-gw",
        protocol = "HTTP/1.1",
        peer = "192.0.2.1",
        draw = 0.5,
        headers = Array.Empty<object>(),
        token,
        callers = token != "verified" ? [] : new[] { new { provider = "selfminted", claims = new { iss = "solo.io", llms = new { huggingface = new[] { model } } } } },
        asked = new { headers = (string[])["content-type", "x-debug"], claims = (string[][])[["iss"], ["aud"], ["exp"], ["nbf"], ["llms", "huggingface"]] },
    });
}
