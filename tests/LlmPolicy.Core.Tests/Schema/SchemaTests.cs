using LlmPolicy.Manifests;
using LlmPolicy.Resources;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace LlmPolicy.Tests;

/// <summary>The schema for editors says of manifests what their reader says.</summary>
public sealed class SchemaTests
{
    private static readonly string[] InSchema =
        [DiagnosticCodes.UnknownField, DiagnosticCodes.WrongType, DiagnosticCodes.RequiredField, DiagnosticCodes.NotAResource, DiagnosticCodes.Unsupported, DiagnosticCodes.OldSpelling];

    // NJsonSchema follows references inside definitions only under their old name.
    private static readonly Task<JsonSchema> All = JsonSchema.FromJsonAsync(ManifestSchema.Json().Replace("$defs", "definitions", StringComparison.Ordinal));

    public static TheoryData<string> Kinds => [.. ManifestSchema.Kinds];

    [Fact]
    public async Task The_labs_files_are_valid()
    {
        foreach (var file in Lab.Files)
        {
            (await ErrorsAsync(file.Text)).ShouldBeEmpty(file.Name);
        }
    }

    [Theory]
    [InlineData("prefixRewrite:", "prefixRewrit:")]
    [InlineData("rbac:", "rback:")]
    [InlineData("matcher: LIST_CONTAINS", "matcher: LIST_CONTAIN")]
    [InlineData("append: false", "append: no way")]
    [InlineData("kind: VirtualService", "kind: VirtualServcie")]
    [InlineData("apiVersion: gateway.solo.io/v1", "apiVersion: gateway.solo.io/v2")]
    [InlineData("metadata:\n  name: ai-services-vs", "metadata:\n  nam: ai-services-vs")]
    public async Task What_is_misspelt_is_not_valid(string right, string wrong)
    {
        Lab.VirtualService.ShouldContain(right);
        (await ErrorsAsync(Lab.VirtualService.Replace(right, wrong, StringComparison.Ordinal))).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Every_field_that_is_made_wrong_is_judged_by_the_schema_as_by_the_reader()
    {
        int judged = 0;
        foreach (string manifest in (string[])[Lab.VirtualService, Everything.Manifest, .. Lab.Files.Select(f => f.Text)])
        {
            foreach (var document in ManifestJson.Documents(manifest))
            {
                foreach (var wrong in ((JContainer)document).Descendants().OfType<JProperty>().Where(p => p.Name is not ("kind" or "apiVersion")).Select(p => p.Path).ToList().SelectMany(path => Wrongs(document, path)))
                {
                    judged++;
                    bool valid = (await All).Validate(wrong).Count == 0;
                    valid.ShouldBe(Reads(wrong.ToString()), wrong.ToString());
                }
            }
        }

        judged.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task Real_manifests_that_load_are_valid()
    {
        string[] loaded = [.. VirtualServiceCorpus.Manifests().Where(m => VirtualServiceCorpus.Compile(m) is { Succeeded: true } c && c.Diagnostics.All(d => d.Code != DiagnosticCodes.ForeignKind))];
        loaded.Length.ShouldBeGreaterThan(100);
        foreach (string manifest in loaded)
        {
            (await ErrorsAsync(manifest)).ShouldBeEmpty(manifest);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_kind_of_its_own_says_the_same_as_all_in_one(string kind)
    {
        var own = await JsonSchema.FromJsonAsync(ManifestSchema.Json(kind), TestContext.Current.CancellationToken);
        foreach (var document in Lab.Files.Select(f => f.Text).Append(Everything.Manifest).SelectMany(ManifestJson.Documents))
        {
            (own.Validate(document).Count == 0).ShouldBe((string?)document["kind"] == kind);
        }
    }

    [Fact]
    public async Task A_list_of_them_is_valid()
    {
        var items = new JArray(Lab.Files.SelectMany(f => ManifestJson.Documents(f.Text)));
        (await All).Validate(new JObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = items }).ShouldBeEmpty();
        items[0]["spce"] = 1;
        (await All).Validate(new JObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = items }).ShouldNotBeEmpty();
    }

    [Fact]
    public void What_is_not_enforced_is_marked()
    {
        var options = JObject.Parse(ManifestSchema.Json("VirtualService")).SelectToken("properties.spec.properties.virtualHost.properties.options.properties")!;
        options["waf"]!["deprecated"]!.Value<bool>().ShouldBeTrue();
        options["jwt"]!["deprecated"].ShouldBeNull();
    }

    [Fact]
    public void There_is_no_schema_of_a_kind_that_is_not_read() => Should.Throw<ArgumentException>(() => ManifestSchema.Json("Gateway"));

    private static IEnumerable<JToken> Wrongs(JToken document, string path)
    {
        yield return With(document, path, p => new JProperty(p.Name + "x", p.Value));
        foreach (JToken value in (JToken[])["7", 7, 1, true, JValue.CreateNull(), new JArray(), new JArray(7), new JObject(), new JObject { ["x"] = 7 }])
        {
            yield return With(document, path, p => new JProperty(p.Name, value));
        }
    }

    private static JToken With(JToken document, string path, Func<JProperty, JProperty> change)
    {
        var copy = document.DeepClone();
        var property = (JProperty)copy.SelectToken(path)!.Parent!;
        property.Replace(change(property));
        return copy;
    }

    private static bool Reads(string manifest)
    {
        var diagnostics = new DiagnosticBag();
        using var hash = new GenerationHash();
        ResourceReader.Read([new ManifestFile("manifest.json", manifest)], new ReadContext(diagnostics, new HashSet<string>(), hash) { LaxRules = new HashSet<string>() }, ResourceKind.All);
        return !diagnostics.Items.Any(d => InSchema.Contains(d.Code) && d.Severity == DiagnosticSeverity.Error);
    }

    private static async Task<IReadOnlyList<string>> ErrorsAsync(string manifest)
    {
        var schema = await All;
        return [.. ManifestJson.Documents(manifest).SelectMany(d => schema.Validate(d)).Select(e => e.ToString())];
    }
}
