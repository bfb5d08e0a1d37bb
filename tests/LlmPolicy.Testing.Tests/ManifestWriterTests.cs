using System.Text.Json;
using LlmPolicy.Manifests;
using LlmPolicy.Testing.Diffing.Fields;
using LlmPolicy.Testing.Rules;

namespace LlmPolicy.Testing;

/// <summary>A manifest that is written again means what it meant: else a mutant would fail for its writing, not for what it lacks.</summary>
public sealed class ManifestWriterTests
{
    private static readonly NodePath Nothing = NodePath.Root.Down(int.MaxValue);

    private static readonly PolicyCompilerOptions Options = new() { Ed25519 = new NoSignatureIsGood() };

    public static TheoryData<string> Suites =>
        [.. Directory.EnumerateFiles(Repository.PathOf("tests/LlmPolicy.Conformance.Tests/Suites"), "*.json").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Suites))]
    public void Recorded_requests_are_decided_alike(string suite)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.PathOf($"tests/LlmPolicy.Conformance.Tests/Suites/{suite}")));
        int decided = 0;
        foreach (var group in document.RootElement.GetProperty("groups").EnumerateArray())
        {
            string text = group.GetProperty("manifests").GetString()!;
            var original = PolicyCompiler.Compile([new("vs.yaml", text)], Options);
            var again = PolicyCompiler.Compile([new("vs.yaml", Rewritten(text))], Options);
            again.Diagnostics.Select(d => d.Code).ShouldBe(original.Diagnostics.Select(d => d.Code), ignoreOrder: true);
            if (!original.Succeeded)
            {
                continue;
            }

            var ofFields = PolicyCompiler.Compile([ManifestFields.Write(ManifestFields.Read([new("vs.yaml", text)], Options).Documents)], Options);
            foreach (var request in group.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("request")))
            {
                Decide(again.Policy!, request).ShouldBe(Decide(original.Policy!, request));
                Decide(ofFields.Policy!, request).ShouldBe(Decide(original.Policy!, request));
                decided++;
            }
        }

        decided.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("a: \"🙂 é \\u0007 \\\" \\\\ \\n x\"")]
    [InlineData("a: [yes, \"yes\", 1, \"1\", 1e3, ~, null, \"null\", '', 0x1f, -1.5, .5, 15s]")]
    [InlineData("{a: {b: [], c: {}}, ' ': \"\\U0001F642\"}")]
    [InlineData("a: &x {b: c}\nd: *x")]
    [InlineData("a: |\n  one\n\n  two\n")]
    public void Every_value_keeps_its_text_and_its_type(string text) => Shape(Read(Rewritten(text))).ShouldBe(Shape(Read(text)));

    private static string Rewritten(string text) => ManifestWriter.Write(Read(text), Nothing);

    private static IReadOnlyList<ManifestNode> Read(string text)
    {
        DiagnosticBag diagnostics = new();
        var documents = YamlDocuments.Read(new ManifestFile("file.yaml", text), diagnostics);
        diagnostics.Items.ShouldBeEmpty();
        return documents;
    }

    private static string Shape(IReadOnlyList<ManifestNode> documents) => string.Join('\n', documents.Select(Shape));

    private static string Shape(ManifestNode node) => node switch
    {
        MapNode map => $"{{{string.Join(',', map.Entries.Select(e => $"{e.Key.Text}:{Shape(e.Value)}"))}}}",
        ListNode list => $"[{string.Join(',', list.Items.Select(Shape))}]",
        ScalarNode { IsNull: true } => "null",
        ScalarNode { IsPlain: true } scalar when PlainScalar.TypeOtherThanString(scalar.Text) is { } type => $"{type} {scalar.Text}",
        ScalarNode scalar => $"'{scalar.Text}'",
        _ => "",
    };

    private static string Decide(CompiledPolicy policy, JsonElement request)
    {
        var headers = request.GetProperty("headers").EnumerateArray().Select(h => new HeaderField(h[0].GetString()!, h[1].GetString()!)).ToLookup(h => h.Name.Equals("host", StringComparison.OrdinalIgnoreCase));
        var decision = policy.Evaluate(
            new PolicyRequest
            {
                Method = request.GetProperty("method").GetString()!,
                Target = request.GetProperty("target").GetString()!,
                Authority = headers[true].FirstOrDefault().Value ?? "",
                Headers = [.. headers[false]],
            },
            PolicyFacts.None,
            Lab.Now);
        string answer = $"{decision.Response?.StatusCode} {decision.Response?.Body} {string.Join(", ", decision.Response?.Headers ?? [])}";
        string forwarded = decision.Forwarding is { } f
            ? $"{f.Upstream} {f.Target} {f.Host} {f.Timeout} {string.Join(", ", f.RequestHeaders.Select(h => $"{h} {h.Value}"))}"
            : "";
        return $"{decision.Reason} {decision.Route?.Name} {answer} {forwarded}";
    }

    private sealed class NoSignatureIsGood : IEd25519Verifier
    {
        public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => false;
    }
}
