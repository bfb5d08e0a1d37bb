using System.Text;
using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>Another model in the place of the one that is asked for.</summary>
public sealed class ModelRewriteTests
{
    [Fact]
    public void In_a_body_the_members_value_alone_is_replaced()
    {
        const string Body = "{ \"messages\" : [{\"content\":\"caf\\u00e9\"}],\n\"model\" : \"al\\u0069as\" ,\"x\":1.50 }\n";

        Renamed("/v1/chat/completions", Body, "gpt-4o").ShouldBe("{ \"messages\" : [{\"content\":\"caf\\u00e9\"}],\n\"model\" : \"gpt-4o\" ,\"x\":1.50 }\n");
    }

    [Theory]
    [InlineData("a\"b\\c", """{"model":"a\"b\\c"}""")]
    [InlineData("modèl/é:1+&<", """{"model":"modèl/é:1+&<"}""")]
    public void What_JSON_asks_to_be_escaped_is_escaped(string name, string expected) => Renamed("/v1/chat/completions", """{"model":"alias"}""", name).ShouldBe(expected);

    [Fact]
    public void Every_place_has_the_new_name_and_each_model_its_own()
    {
        var asked = Asking.Asked("/v1/messages/batches", """{"requests":[{"params":{"model":"a"}},{"params":{"model":"b"}}]}""");

        Encoding.UTF8.GetString(ModelRewrite.Body(asked, name => name == "a" ? "longer" : name)).ShouldBe("""{"requests":[{"params":{"model":"longer"}},{"params":{"model":"b"}}]}""");
    }

    [Fact]
    public void What_stands_before_a_name_stays() =>
        Renamed("/v1/cachedContents", """{"model":"models/gemini-2.5-flash"}""", "gemini-2.5-pro").ShouldBe("""{"model":"models/gemini-2.5-pro"}""");

    [Fact]
    public void In_a_form_the_parts_value_is_replaced()
    {
        byte[] form = Asking.FormOf(Asking.Field("a", "1"), Asking.Field("model", "alias"), Asking.Field("b", "2"));
        var request = Asking.Request("POST", "/v1/audio/transcriptions", BodyFact.Whole(form), new HeaderField("content-type", $"multipart/form-data; boundary={Asking.Boundary}"));

        ModelRewrite.Body(ModelResolver.Resolve(request).ShouldBeOfType<ModelResolution.Asks>(), _ => "whisper-1")
            .ShouldBe(Asking.FormOf(Asking.Field("a", "1"), Asking.Field("model", "whisper-1"), Asking.Field("b", "2")));
    }

    [Theory]
    [InlineData("/openai/deployments/alias/chat/completions", "org/m:1", "/openai/deployments/org%2Fm:1/chat/completions")]
    [InlineData("/model/alias/invoke", "us.claude/x:0", "/model/us.claude%2Fx%3A0/invoke")]
    [InlineData("/v1/models/alias:generateContent", "google/gemma:27b", "/v1/models/google/gemma:27b:generateContent")]
    [InlineData("/v1/models/alias:generateContent", "a b?c", "/v1/models/a%20b%3Fc:generateContent")]
    [InlineData("/v1/publishers/google/models/alias:rawPredict", "claude@1", "/v1/publishers/google/models/claude@1:rawPredict")]
    [InlineData("/v1/publishers/meta/models/alias:generateContent", "mistralai/m@1", "/v1/publishers/mistralai/models/m@1:generateContent")]
    [InlineData("/v1/publishers/meta/models/alias:generateContent", "gemini", "/v1/publishers/google/models/gemini:generateContent")]
    [InlineData("/models/org/alias", "org/é", "/models/org/%C3%A9")]
    public void In_a_path_it_is_written_as_the_providers_clients_write_it(string path, string name, string expected) =>
        ModelRewrite.Path(path, Asking.Asked(path, "{}"), _ => name).ShouldBe(expected);

    [Fact]
    public void In_a_query_the_value_is_replaced()
    {
        var asked = ModelResolver.Resolve(Asking.Request("GET", "/v1/realtime?x=1&model=alias&y=2", null)).ShouldBeOfType<ModelResolution.Asks>();

        ModelRewrite.Query("?x=1&model=alias&y=2", asked, _ => "gpt realtime").ShouldBe("?x=1&model=gpt%20realtime&y=2");
    }

    private static string Renamed(string target, string body, string name) => Encoding.UTF8.GetString(ModelRewrite.Body(Asking.Asked(target, body), _ => name));
}
