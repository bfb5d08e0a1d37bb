using System.Text.Json;

namespace LlmPolicy.Tool;

public sealed class SchemaTests
{
    [Fact]
    public void All_kinds_come_in_one_schema()
    {
        var run = Running.Tool.Run("schema");
        run.ExitCode.ShouldBe(0);
        JsonElement schema = JsonDocument.Parse(run.Output).RootElement;
        schema.GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        schema.GetProperty("oneOf").EnumerateArray().Select(o => o.GetProperty("$ref").GetString())
            .ShouldBe(ManifestSchema.Kinds.Append("List").Select(kind => $"#/$defs/{kind}"));
    }

    [Fact]
    public void One_kind_comes_alone()
    {
        JsonElement schema = JsonDocument.Parse(Running.Tool.Run("schema", "--kind", "Upstream").Output).RootElement;
        schema.GetProperty("properties").GetProperty("kind").GetProperty("enum")[0].GetString().ShouldBe("Upstream");
        schema.GetProperty("properties").GetProperty("spec").GetProperty("properties").TryGetProperty("static", out _).ShouldBeTrue();
    }

    [Fact]
    public void A_kind_that_is_not_known_is_wrong_usage() => Running.Tool.Run("schema", "--kind", "Gateway").ExitCode.ShouldBe(2);
}
