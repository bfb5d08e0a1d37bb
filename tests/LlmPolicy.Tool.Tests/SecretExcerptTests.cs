using LlmPolicy.Tool.Running;

namespace LlmPolicy.Tool;

/// <summary>An excerpt shows a line of a manifest: never one that may hold a secret.</summary>
public sealed class SecretExcerptTests : IDisposable
{
    private const string Hidden = "hunter2-is-secret";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Manifests => new()
    {
        { "a value that is no base64", Secret($"data:\n  Authorization: {Hidden}") },
        { "a value of a wrong type", Secret($"stringData:\n  Authorization: [{Hidden}]") },
        { "a misspelt field", Secret($"stringDate: {{Authorization: {Hidden}}}") },
        { "a misspelt field before the values", Secret($"typ: {Hidden}\nstringData: {{Authorization: x}}") },
        { "a misspelt kind", Secret($"stringData: {{Authorization: {Hidden}, Authorization: {Hidden}}}").Replace("kind: Secret", "kind: Secrets", StringComparison.Ordinal) },
        { "another kind of that name", $"apiVersion: gloo.solo.io/v1\nkind: Secret\nmetadata: {{name: a}}\nspec: {Hidden}\n" },
        { "no kind", $"apiVersion: v1\nmetadata: {{name: a}}\n? {Hidden}\n: [" },
        { "broken YAML", Secret($"stringData: {{Authorization: {Hidden}") },
        { "a tab", Secret($"stringData:\n\tAuthorization: {Hidden}") },
        { "a document without a separator", Lab.VirtualService + Secret($"stringData:\n  Authorization: [{Hidden}]") },
        { "JSON in one line", $$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"Authorization":["{{Hidden}}"]} }""" },
        { "a list", $$$"""{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"stringData":{"Authorization":["{{{Hidden}}}"]}}]}""" },
        { "a header's value", Header($"value: \"{Hidden} 100%\"") },
        { "a header's value on the next line", Header($"value:\n                      {Hidden} 100%") },
        { "a header's value, folded", Header($"value: >-\n                      {Hidden} 100%") },
        {
            "a transformation's text", Lab.VirtualService.Replace(
                "prefixRewrite:", $"transformations: {{requestTransformation: {{transformationTemplate: {{passthrough: {{}}, headers: {{x-k: {{text: '{Hidden}{{% x %}}'}}}}}}}}}}\n          prefixRewrite:", StringComparison.Ordinal)
        },
        { "a key of a shared secret", Key($$"""'{"kty": "oct", "k": "{{Hidden}}", "alg": "HS256"}'""") },
        { "a url with a password", Lab.VirtualService.Replace("                  local:", $"                  remote: {{url: \"ftp://me:{Hidden}@x/y\"}}\n                  local:", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public void No_secret_is_printed(string what, string manifest)
    {
        what.ShouldNotBeEmpty();
        string file = _folder.Write("manifest.yaml", manifest);
        foreach (string form in (string[])["text", "json", "sarif"])
        {
            var run = Running.Tool.Run("check", file, "--output", form);
            run.ExitCode.ShouldBe(1, run.Output);
            (run.Output + run.Error).ShouldNotContain(Hidden);
        }
    }

    [Fact]
    public void Beside_a_Secret_the_lines_of_other_documents_are_shown()
    {
        string file = _folder.Write(
            "all.yaml", Secret("stringData:\n  Authorization: x") + "---\n" + Lab.VirtualService.Replace("prefixRewrite:", "prefixRewrit:", StringComparison.Ordinal));
        Running.Tool.Run("check", file).Output.ShouldContain("          prefixRewrit: \"/models");
    }

    private static string Secret(string fields) => $"apiVersion: v1\nkind: Secret\nmetadata:\n  name: hftoken\n{fields}\n";

    private static string Header(string value) => Lab.VirtualService.Replace("value: application/json", value, StringComparison.Ordinal);

    private static string Key(string key)
    {
        string[] lines = Lab.VirtualService.Split('\n');
        int begin = Array.FindIndex(lines, l => l.Contains("key: |", StringComparison.Ordinal));
        int end = Array.FindIndex(lines, l => l.Contains("END PUBLIC KEY", StringComparison.Ordinal));
        return string.Join('\n', [.. lines[..begin], "                    key: " + key, .. lines[(end + 1)..]]);
    }
}
