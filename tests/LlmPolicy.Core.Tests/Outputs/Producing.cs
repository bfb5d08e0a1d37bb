using System.Text;
using LlmPolicy.Models;
using LlmPolicy.Outputs;

namespace LlmPolicy.Tests.Outputs;

/// <summary>Requests to be read for what they may produce.</summary>
internal static class Producing
{
    public const string Chat = "/v1/chat/completions";

    private static readonly HeaderField[] Json = [new("content-type", "application/json")];

    public static OutputResolution Resolve(string path, byte[] body) => OutputResolver.Resolve(new ModelRequest("POST", path, "", Json, BodyFact.Whole(body)));

    public static OutputResolution Resolve(string path, string json) => Resolve(path, Encoding.UTF8.GetBytes(json));

    public static OutputResolution.Produces Read(string path, string json) => Resolve(path, json).ShouldBeOfType<OutputResolution.Produces>(json);

    /// <summary>The body with the limit set; "null" where it would not hold.</summary>
    public static string Limited(string path, string json, long tokens) =>
        OutputRewrite.Limit(Read(path, json), tokens) is { } body ? Encoding.UTF8.GetString(body.Span) : "null";
}
