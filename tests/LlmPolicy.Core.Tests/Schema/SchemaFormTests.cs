using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace LlmPolicy.Tests;

/// <summary>What validators of other languages, and editors, find in the schema.</summary>
public sealed partial class SchemaFormTests
{
    private static readonly JObject Schema = JObject.Parse(ManifestSchema.Json());

    /// <summary>The keywords that the schema may use; each is in drafts 6 to 2020-12, or passed over by older validators.</summary>
    private static readonly string[] Keywords =
    [
        "$schema", "$comment", "$defs", "$ref", "title", "description", "deprecated", "examples", "type", "enum", "anyOf", "oneOf", "not", "properties",
        "additionalProperties", "required", "items", "minimum", "maximum", "pattern",
    ];

    public static TheoryData<string> Patterns => [.. Subschemas(Schema).Select(s => s["pattern"]).OfType<JValue>().Select(p => (string)p!).Distinct()];

    [Fact]
    public void The_draft_is_declared_and_what_is_referred_to_is_inside()
    {
        Schema["$schema"]!.Value<string>().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        JToken[] references = [.. Schema.SelectTokens("$..$ref")];
        references.ShouldNotBeEmpty();
        references.ShouldAllBe(r => Schema.SelectToken(((string)r!).Replace("#/", "", StringComparison.Ordinal).Replace('/', '.')) != null);
    }

    [Fact]
    public void Only_keywords_are_used_that_every_validator_knows_or_may_pass_over() =>
        Subschemas(Schema).SelectMany(s => s.Properties()).Select(p => p.Name).Distinct().ShouldBeSubsetOf(Keywords);

    /// <summary>ECMA-262 with the flag u, Python's re and Go's RE2 agree on these: no group but a plain one, no class by name, no escape but of a line break, and of other letters only the two of microseconds.</summary>
    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_pattern_is_of_the_subset_that_JavaScript_Python_and_Go_have_in_common(string pattern)
    {
        pattern.ShouldMatch("""^([ -\[\]-~µμ]|\\n)+$""");
        pattern.ShouldNotContain("(?");
        pattern.ShouldNotContain("[[:");
        Possessive().IsMatch(pattern).ShouldBeFalse();
        Should.NotThrow(() => new Regex(pattern, RegexOptions.ECMAScript));
    }

    [Theory]
    [InlineData("15s", true)]
    [InlineData("1.5s", true)]
    [InlineData("1h2m3.25s4ms", true)]
    [InlineData("1h4ms", true)]
    [InlineData("500ms", true)]
    [InlineData("0s", true)]
    [InlineData("", false)]
    [InlineData("s", false)]
    [InlineData("15", false)]
    [InlineData("1.s", true)]
    [InlineData(".5s", true)]
    [InlineData("-1s", false)]
    [InlineData("1s2m", true)]
    [InlineData("1h1h", true)]
    [InlineData("100us", true)]
    [InlineData("100µs", true)]
    [InlineData("1ns", true)]
    [InlineData("+1s", true)]
    [InlineData("0", true)]
    [InlineData("1d", false)]
    [InlineData(".s", false)]
    [InlineData("15s\n", false)]
    [InlineData("15s ", false)]
    [InlineData("\u0661s", false)]
    public void A_duration_is_judged_alike_by_schema_and_reader(string text, bool good)
    {
        var timeout = Schema.SelectToken("$defs.VirtualService.properties.spec.properties.virtualHost.properties.routes.items.properties.options.properties.timeout")!;
        bool valid = Regex.IsMatch(text, (string)timeout["pattern"]!) && !Regex.IsMatch(text, (string)timeout["not"]!["pattern"]!);

        valid.ShouldBe(good);
        (Manifests.ManifestDuration.Parse(text) is not null).ShouldBe(good);
    }

    [Fact]
    public void Every_property_has_a_description_that_is_a_sentence()
    {
        JProperty[] properties = [.. Subschemas(Schema).Select(s => s["properties"]).OfType<JObject>().SelectMany(p => p.Properties())];

        properties.Length.ShouldBeGreaterThan(1000);
        foreach (var property in properties)
        {
            string description = ((string?)property.Value["description"]).ShouldNotBeNull(property.Path);
            description.ShouldMatch("^[A-Z0-9`*].*[.]$", property.Path);
            description.ShouldNotContain("](");
            description.ShouldNotBe("Needed.", property.Path);
        }
    }

    [Theory]
    [InlineData("VirtualService", "spec.virtualHost.routes.matchers.prefix", "letter by letter")]
    [InlineData("VirtualService", "spec.virtualHost.routes.options.prefixRewrite", "empty: nothing")]
    [InlineData("VirtualService", "spec.virtualHost.routes.redirectAction.responseCode", "Default: `MOVED_PERMANENTLY`.")]
    [InlineData("VirtualService", "spec.virtualHost.routes.options.upgrades.websocket.enabled", "gets 403")]
    [InlineData("VirtualService", "spec.virtualHost.options.jwtStaged.afterExtAuth.providers.issuer", "`iss`")]
    [InlineData("VirtualService", "spec.virtualHost.options.waf", "LlmPolicy:Unenforced")]
    [InlineData("VirtualService", "spec.sslConfig.sslFiles.rootCa", "clients have to show a certificate")]
    [InlineData("VirtualService", "metadata.labels", "delegateAction.selector")]
    [InlineData("Upstream", "spec.sslConfig.sni", "The name for TLS")]
    [InlineData("Upstream", "spec.useHttp2", "No effect here")]
    [InlineData("Secret", "stringData", "wins over")]
    public void A_field_is_described_as_the_document_of_the_fields_describes_it_there(string kind, string path, string words)
    {
        JToken schema = Schema["$defs"]![kind]!;
        foreach (string name in path.Split('.'))
        {
            // Through lists and maps to what is in them.
            while (schema["properties"] is null)
            {
                schema = (schema["items"] ?? schema["additionalProperties"])!;
            }

            schema = schema["properties"]![name]!;
        }

        ((string?)schema["description"]).ShouldNotBeNull().ShouldContain(words, Case.Sensitive);
    }

    private static IEnumerable<JObject> Subschemas(JObject schema)
    {
        JToken?[] inner = [schema["items"], schema["not"], schema["additionalProperties"], .. Values(schema["anyOf"]), .. Values(schema["oneOf"]), .. Values(schema["properties"]), .. Values(schema["$defs"])];
        return inner.OfType<JObject>().SelectMany(Subschemas).Prepend(schema);
    }

    private static IEnumerable<JToken> Values(JToken? container) => container is JObject members ? members.Properties().Select(p => p.Value) : container ?? new JArray();

    [GeneratedRegex("[*+?}][+]")]
    private static partial Regex Possessive();
}
