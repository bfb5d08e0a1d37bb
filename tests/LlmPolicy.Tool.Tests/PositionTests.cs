using System.Text.Json;
using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

/// <summary>How the commands' JSON tells where something stands.</summary>
public sealed class PositionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PositionTests()
    {
        _folder.Write("vs.yaml", Lab.VirtualService);
        _folder.Write("other.yaml", Lab.VirtualService.Replace("hugging-face-latest", "another", StringComparison.Ordinal));
        _folder.Write("wrong.yaml", Lab.VirtualService.Replace("prefixRewrite:", "prefixRewrit:", StringComparison.Ordinal));
        _folder.Write("cases.yaml", "manifests: [vs.yaml]\ncases:\n  - {name: a, request: {url: /huggingface-gloo-gw}, expect: {status: 401}}");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check", "wrong.yaml")]
    [InlineData("explain", "POLICIES", "--url", "http://localhost/huggingface-gloo-gw", "--claims", """{"llms": {"huggingface": ["hugging-face-latest"]}}""")]
    [InlineData("diff", "vs.yaml", "other.yaml")]
    [InlineData("test", "cases.yaml", "--mutate")]
    [InlineData("token", "verify", "TOKEN", "--manifests", "vs.yaml")]
    public void Every_place_is_a_position_of_file_line_and_column(params string[] arguments)
    {
        string[] given = [.. arguments.Select(a => a.EndsWith(".yaml", StringComparison.Ordinal) ? _folder[a] : a.Replace("POLICIES", Lab.Policies, StringComparison.Ordinal).Replace("TOKEN", Lab.Token, StringComparison.Ordinal))];
        using JsonDocument json = JsonDocument.Parse(Running.Tool.Run([.. given, "--output", "json"]).Output);

        (string Name, JsonElement Value)[] places = [.. Members(json.RootElement).Where(m => m.Name == "position" || m.Value.ValueKind == JsonValueKind.Object && m.Value.TryGetProperty("line", out _))];
        places.ShouldNotBeEmpty();
        places.Select(p => p.Name).Distinct().ShouldBe(["position"]);
        places.ShouldAllBe(p => string.Join(' ', p.Value.EnumerateObject().Select(m => m.Name)) == "file line column");
        Members(json.RootElement).Count(m => m.Name is "line" or "column").ShouldBe(2 * places.Length);
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Members(m.Value).Prepend((m.Name, m.Value))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Members),
        _ => [],
    };
}
