using System.Text;
using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>Places and forms in which a request may name a model, and which of them is known here to be asked for.</summary>
public sealed class ModelHoleTests
{
    private const string Chat = "/v1/chat/completions";

    private static readonly HeaderField Json = new("content-type", "application/json");

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/responses")]
    [InlineData("/v1/messages")]
    [InlineData("/v1/embeddings")]
    [InlineData("/openai/deployments/good/chat/completions")]
    [InlineData("/v1/models/good:generateContent")]
    public void A_query_never_wins_over_what_was_checked(string path)
    {
        Asking.Post($"{path}?model=good", """{"model":"good"}""").ShouldBe("good");
        Asking.Post($"{path}?model=evil", """{"model":"good"}""").ShouldBe("model.ambiguous");
        Asking.Post($"{path}?a=1;Mod%65l=evil", """{"model":"good"}""").ShouldBe("model.ambiguous");
    }

    [Fact]
    public void A_query_alone_names_nothing() => Asking.Post($"{Chat}?model=good", "{}").ShouldBe("model.unknown");

    [Theory]
    [InlineData("/openai/deployments/evil/chat/completions")]
    [InlineData("/gateway/openai/deployments/evil/responses")]
    [InlineData("/openai/Deployments/evil/chat/completions")]
    [InlineData("/openai//deployments/evil/chat/completions")]
    [InlineData("/openai/deployments//evil/chat/completions")]
    [InlineData("/openai%2Fdeployments%2Fevil/chat/completions")]
    [InlineData("/openai/deployments;x/evil/chat/completions")]
    [InlineData("/openai/deployments/good/deployments/evil/chat/completions")]
    [InlineData("/v1/engines/evil/completions")]
    [InlineData("/models/org/evil/v1/chat/completions")]
    [InlineData("/v1/projects/p/locations/l/endpoints/123/chat/completions")]
    [InlineData("/serving-endpoints/evil/v1/chat/completions")]
    [InlineData("/v1/agents/ag_1/completions")]
    public void A_path_in_front_of_the_call_never_names_another_model_than_the_body(string target) => Asking.Post(target, """{"model":"good"}""").ShouldBe("model.ambiguous");

    [Theory]
    [InlineData("/openai/deployments/evil/unheard-of")]
    [InlineData("/ml/v1/deployments/evil/text/generation")]
    [InlineData("/serving-endpoints/evil/invocations")]
    [InlineData("/openai/deployments/evil/model/good/invoke")]
    [InlineData("/model/evil/x/model/good/converse")]
    [InlineData("/v1/models/evil:unheardOf")]
    [InlineData("/v1/chat/COMPLETIONS")]
    [InlineData("/ai/run/@cf/meta/evil")]
    [InlineData("/xai_api.Chat/GetCompletion")]
    [InlineData("/v1/videos/..%2F..%2Fopenai%2Fdeployments%2Fevil%2Fchat%2Fcompletions%3F/remix")]
    [InlineData("/v1/threads/..%2F..%2Fopenai%2Fdeployments%2Fevil%2Fchat%2Fcompletions%3F")]
    [InlineData("/v1/batches/..%2F..%2Fopenai%2Fdeployments%2Fevil%2Fchat%2Fcompletions%3F/cancel")]
    [InlineData("/models/good/pipeline/..%2F..%2F..%2Fmodels%2Fevil")]
    [InlineData("/pipeline/..%2Fmodels%2Fevil%3F/good")]
    public void A_path_of_no_known_form_is_not_a_request_without_a_model(string target)
    {
        Asking.Post(target, """{"model":"good"}""").ShouldBe("model.unknown");
        Asking.Unread("PUT", target).ShouldBe("model.unknown");
    }

    [Fact]
    public void An_endpoint_of_Vertex_is_named_by_its_resource() =>
        Asking.Post("/v1/projects/p/locations/l/endpoints/123:predict", """{"model":"good"}""").ShouldBe("projects/p/locations/l/endpoints/123");

    [Theory]
    [InlineData("/model/evil/invoke")]
    [InlineData("/model/evil/converse")]
    [InlineData("/model/evil/invoke-with-response-stream")]
    [InlineData("/model/evil/converse-stream")]
    public void Bedrocks_path_is_asked_and_not_the_body_that_means_nothing_to_it(string target) => Asking.Post(target, """{"model":"good"}""").ShouldBe("evil");

    [Theory]
    [InlineData("/v1/responses")]
    [InlineData("/ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent")]
    [InlineData("//ws/google.ai.generativelanguage.v1.GenerativeService.BidiGenerateContent?key=KEY")]
    [InlineData("/v1/models")]
    public void A_model_in_the_first_frame_is_not_known_at_the_upgrade(string target) =>
        Asking.Unread("GET", target, new("connection", "keep-alive, Upgrade"), new("upgrade", "websocket")).ShouldBe("model.unknown");

    [Fact]
    public void An_upgrade_to_HTTP_2_that_is_passed_over_changes_nothing() =>
        Asking.Post(Chat, """{"model":"good"}"""u8.ToArray(), Json, new("connection", "Upgrade, HTTP2-Settings"), new("upgrade", "h2c")).ShouldBe("good");

    [Theory]
    [InlineData("""{"model":"good","models":["evil","worse"]}""", "good + evil + worse")]
    [InlineData("""{"models":["evil"],"model":"good"}""", "good + evil")]
    [InlineData("""{"model":"good","fallbacks":["evil",{"model":"worse","messages":[]}]}""", "good + evil + worse")]
    [InlineData("""{"model":"good","fallbacks":[{"good":["evil"]}]}""", "model.unknown")]
    [InlineData("""{"model":"good","fallbacks":[["evil"]]}""", "model.body")]
    [InlineData("""{"model":"good","fallbacks":[],"models":null}""", "good")]
    [InlineData("""{"model":"good","Fallbacks":["evil"]}""", "model.ambiguous")]
    [InlineData("""{"model":"good","tools":[{"type":"function","function":{"name":"model"}},{"type":"image_generation","model":"evil"}]}""", "good + evil")]
    public void A_model_to_fall_back_to_or_of_a_tool_is_asked_for_too(string body, string expected) => Asking.Post(Chat, body).ShouldBe(expected);

    [Fact]
    public void What_an_alias_is_rewritten_to_is_what_is_asked_for_then()
    {
        var asked = Asking.Asked("/openai/deployments/alias/chat/completions", """{"model":"alias"}""");
        string path = ModelRewrite.Path("/openai/deployments/alias/chat/completions", asked, _ => "gpt-4o");

        Asking.Post(path, Encoding.UTF8.GetString(ModelRewrite.Body(asked, _ => "gpt-4o"))).ShouldBe("gpt-4o");
    }

    [Fact]
    public void No_flag_of_the_clients_takes_a_batch_off_the_list()
    {
        Asking.Post("/v1/batches", """{"input_file_id":"f","metadata":{"skip_model_check":"true"}}""").ShouldBe("(Batch)");
        Asking.Post("/openai/batches?api-version=1", """{"input_file_id":"f","model":"good"}""").ShouldBe("good + (Batch)");
    }

    [Fact]
    public void A_batch_and_the_file_with_its_lines_are_never_requests_without_a_model()
    {
        Asking.PostForm("/v1/files", Asking.Field("purpose", "batch"), Asking.Field("model", "good")).ShouldBe("(File)");
        Asking.Post("/v1/batches", """{"input_file_id":"f"}""").ShouldBe("(Batch)");
    }

    [Theory]
    [InlineData("x-ai-eg-model")]
    [InlineData("x-llm-model")]
    [InlineData("model")]
    public void A_header_never_names_a_model(string name)
    {
        Asking.Post(Chat, """{"model":"good"}"""u8.ToArray(), Json, new(name, "evil")).ShouldBe("good");
        Asking.Post(Chat, "{}"u8.ToArray(), Json, new(name, "good")).ShouldBe("model.unknown");
    }

    [Fact]
    public void A_header_never_makes_another_method_of_a_request() =>
        Asking.Unread("GET", "/v1/models", new HeaderField("X-HTTP-Method-Override", "POST")).ShouldBe("model.ambiguous");

    [Theory]
    [InlineData("good%2F..%2Fevil")]
    [InlineData("good%2F.%2Fevil")]
    [InlineData("good%5C..%5Cevil")]
    [InlineData("good%252F..%252Fevil")]
    [InlineData("good%3Fevil")]
    [InlineData("good%23evil")]
    [InlineData("good%00")]
    [InlineData("good%0d%0aevil")]
    [InlineData("good%2Cevil")]
    [InlineData("good%zz")]
    [InlineData("good;evil")]
    [InlineData("%ff")]
    [InlineData("%20good")]
    [InlineData("good%2F%2Fevil")]
    [InlineData("good%2Fmodel%2Fevil")]
    public void A_name_in_the_path_that_decodes_to_more_than_a_name_is_refused(string name)
    {
        Asking.Post($"/openai/deployments/{name}/chat/completions", "{}").ShouldBe("model.ambiguous");
        Asking.Unread("POST", $"/model/{name}/converse").ShouldBe("model.ambiguous");
        Asking.Unread("POST", $"/v1/models/{name}:generateContent").ShouldBe("model.ambiguous");
        Asking.Unread("POST", $"/models/{name}").ShouldBe("model.ambiguous");
    }

    [Fact]
    public void Every_route_gives_a_model_the_same_name()
    {
        const string Body = """{"model":"gpt-4o"}""";
        string[] targets = ["/v1/responses", "/v1/messages", "/v1/embeddings", "/openai/deployments/gpt-4o/chat/completions", "/models/gpt-4o", "/v1/models/gpt-4o:generateContent", "/model/gpt-4o/converse"];

        targets.ShouldAllBe(target => Asking.Post(target, Body) == "gpt-4o");
    }

    [Fact]
    public void An_empty_pattern_is_no_model_and_no_wildcard() => new ModelPattern("").IsMatch("gpt-4o").ShouldBeFalse();

    [Theory]
    [InlineData("""{"model":""}""", "model.unknown")]
    [InlineData("""{"model":null}""", "model.unknown")]
    [InlineData("""{}""", "model.unknown")]
    [InlineData("""{"model":["good"]}""", "model.body")]
    [InlineData("""{"model":{"id":"good"}}""", "model.body")]
    [InlineData("""{"model":1}""", "model.body")]
    [InlineData("""{"model":" good"}""", "model.ambiguous")]
    [InlineData("""{"model":"good\n"}""", "model.ambiguous")]
    [InlineData("""{"model":"good,evil"}""", "model.ambiguous")]
    public void A_value_that_is_not_one_name_names_nothing(string body, string expected) => Asking.Post(Chat, body).ShouldBe(expected);

    [Fact]
    public void A_list_of_models_and_a_models_own_page_are_told_apart()
    {
        Asking.Unread("GET", "/v1/models").ShouldBe("no model: ModelList");
        Asking.Unread("GET", "/v1/models/evil").ShouldBe("evil");
    }

    [Theory]
    [InlineData("""{"model":"good","model":"evil"}""")]
    [InlineData("""{"model":"good","model":"good"}""")]
    [InlineData("""{"model":null,"model":"good"}""")]
    [InlineData("""{"model":"good","Model":"evil"}""")]
    [InlineData("""{"MODEL":"good"}""")]
    [InlineData("""{"\u006dodel":"good"}""")]
    [InlineData("""{"model":"good","\u006dodel":"evil"}""")]
    [InlineData("""{"model":"good","\u004dodel":"evil"}""")]
    public void A_member_that_is_there_twice_in_another_case_or_with_an_escape_is_refused(string body) => Asking.Post(Chat, body).ShouldBe("model.ambiguous");

    [Theory]
    [InlineData("/v1/messages/batches", """{"requests":[{"params":{"model":"good","model":"evil"}}]}""")]
    [InlineData("/v1/messages/batches", """{"requests":[{"params":{"model":"good","Model":"evil"}}]}""")]
    [InlineData("/v1/messages/batches", """{"requests":[{"params":{"model":"good"},"params":{"model":"evil"}}]}""")]
    [InlineData("/v1/messages/batches", """{"requests":[{"params":{"model":"good"}}],"requests":[{"params":{"model":"evil"}}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"good","tools":[{"type":"image_generation","\u006dodel":"evil"}]}""")]
    public void So_is_one_on_the_way_to_a_further_model(string target, string body) => Asking.Post(target, body).ShouldBe("model.ambiguous");

    [Theory]
    [InlineData("""{"metadata":{"model":"evil"},"messages":[{"model":"evil","model":"evil"}],"model":"good"}""")]
    [InlineData("""{"messages":[{"content":"\"model\":\"evil\""}],"model":"good"}""")]
    [InlineData("{\"model\":\"good\",\"x\":\"{\\\"model\\\":\\\"evil\\\"}\"}\n")]
    public void A_decoy_further_down_is_no_model(string body) => Asking.Post(Chat, body).ShouldBe("good");

    [Theory]
    [InlineData("""{"model":"good"}{"model":"evil"}""")]
    [InlineData("""{"model":"good"} x""")]
    [InlineData("\uFEFF{\"model\":\"good\"}")]
    [InlineData("""[{"model":"good"}]""")]
    [InlineData("\"good\"")]
    [InlineData("")]
    [InlineData("""{"model":"good",}""")]
    [InlineData("""{"model":"good"/*,"model":"evil"*/}""")]
    [InlineData("""{'model':'good'}""")]
    [InlineData("""{"model":"good","x":NaN}""")]
    [InlineData("""{"model":"good","x":01}""")]
    [InlineData("""{"model":"good\ud800"}""")]
    [InlineData("""{"model":"good","\ud800":1}""")]
    [InlineData("{\"model\":\"good\"}\0")]
    [InlineData("{\"model\":\"good")]
    public void What_is_not_one_JSON_object_is_refused(string body) => Asking.Post(Chat, body).ShouldBe("model.body");

    [Fact]
    public void Deep_and_large_values_are_no_trouble()
    {
        Asking.Post(Chat, $$"""{"x":{{new string('[', 100)}}{{new string(']', 100)}},"y":1e999999,"z":{{new string('9', 5000)}},"model":"good"}""").ShouldBe("good");
        Asking.Post(Chat, $$"""{"x":{{new string('[', 100_000)}}""").ShouldBe("model.body");
    }

    [Fact]
    public void A_form_with_a_second_model_or_another_spelling_of_it_is_refused()
    {
        string good = Asking.Field("model", "good");
        string[] others =
        [
            good, Asking.Field("model", "evil"), Asking.Field("Model", "evil"), Asking.Field("model[]", "evil"), Asking.Field("m%6fdel", "evil"), Asking.Field(" model ", "evil"), Asking.Field("'model'", "evil"),
            "Content-Disposition: form-data; name=\"model\"; filename=\"f\"\r\n\r\nevil",
        ];

        foreach (string other in others)
        {
            Asking.PostForm("/v1/audio/transcriptions", good, other).ShouldBe("model.ambiguous", other);
            Asking.PostForm("/v1/audio/transcriptions", other, good).ShouldBe("model.ambiguous", other);
        }
    }

    [Theory]
    [InlineData("Content-Disposition: form-data; name=\"x\"; name=\"model\"\r\n\r\nevil")]
    [InlineData("Content-Disposition: form-data; name*=utf-8''model\r\n\r\nevil")]
    [InlineData("Content-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nevil")]
    [InlineData("Content-Disposition: form-data; name=\"file\"; filename=\"\\\"; name=\\\"model\"\r\n\r\nevil")]
    [InlineData("Content-Disposition: form-data;\r\n name=\"model\"\r\n\r\nevil")]
    [InlineData("Content-Disposition: attachment; name=\"model\"\r\n\r\nevil")]
    [InlineData("Content-Disposition : form-data; name=\"model\"\r\n\r\nevil")]
    [InlineData("Content-Disposition: form-data; name=\"x\"\r\nContent-Transfer-Encoding: base64\r\n\r\nZXZpbA==")]
    [InlineData("Content-Disposition: form-data; name=\"_charset_\"\r\n\r\nutf-7")]
    [InlineData("Content-Disposition: form-data; name=\"x\"\n\nevil")]
    [InlineData("Content-Disposition: form-data; name=\"x\"\r\n\r\nv\n------part\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nevil")]
    [InlineData("Content-Disposition: form-data; name=\"x\"\r\n\r\nv\r\n------part \r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nevil")]
    [InlineData("\r\nevil")]
    public void A_part_that_may_be_read_in_more_than_one_way_is_refused(string part)
    {
        Asking.PostForm("/v1/audio/transcriptions", Asking.Field("model", "good"), part).ShouldBe("model.body");
        Asking.PostForm("/v1/audio/transcriptions", part, Asking.Field("model", "good")).ShouldBe("model.body");
    }

    [Fact]
    public void Text_around_a_forms_parts_and_other_boundaries_are_refused()
    {
        byte[] form = Asking.FormOf(Asking.Field("model", "good"));
        HeaderField type = new("content-type", $"multipart/form-data; boundary=\"{Asking.Boundary}\"");

        Form(form, type).ShouldBe("good");
        Form([.. "preamble\r\n"u8, .. form], type).ShouldBe("model.body");
        Form([.. form, .. "epilogue"u8], type).ShouldBe("model.body");
        Form(form[..^4], type).ShouldBe("model.body");
        Form(form, new("content-type", $"multipart/form-data; boundary={Asking.Boundary}; boundary=x")).ShouldBe("model.body");
        Form(form, new("content-type", $"multipart/form-data; boundary=x; boundary*=utf-8''{Asking.Boundary}")).ShouldBe("model.body");
        Form(form, new("content-type", "multipart/form-data")).ShouldBe("model.body");
        Form(form, new("content-type", "multipart/mixed; boundary=" + Asking.Boundary)).ShouldBe("model.body");
        Asking.Post(Chat, form, type).ShouldBe("model.body");
    }

    [Theory]
    [InlineData("application/json", "good")]
    [InlineData("Application/JSON; charset=\"UTF-8\"", "good")]
    [InlineData("application/json; charset=utf-16", "model.body")]
    [InlineData("application/json; charset=iso-8859-1", "model.body")]
    [InlineData("application/json; charset=utf-8; charset=utf-16", "model.body")]
    [InlineData("text/plain", "model.body")]
    [InlineData("application/x-www-form-urlencoded", "model.body")]
    [InlineData("application/json, text/plain", "model.body")]
    [InlineData("", "model.body")]
    public void A_body_of_another_type_or_charset_is_refused(string type, string expected) =>
        Asking.Post(Chat, """{"model":"good"}"""u8.ToArray(), new HeaderField("Content-Type", type)).ShouldBe(expected);

    [Fact]
    public void Two_types_are_refused() => Asking.Post(Chat, """{"model":"good"}"""u8.ToArray(), Json, new("Content-Type", "multipart/form-data; boundary=x")).ShouldBe("model.body");

    [Fact]
    public void A_body_that_is_not_UTF_8_is_refused() => Asking.Post(Chat, [.. """{"model":"good","x":" """u8, 0xff, .. "\"}"u8], Json).ShouldBe("model.body");

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void A_compressed_body_is_opened_within_its_bound(string coding)
    {
        byte[] body = """{"model":"good"}"""u8.ToArray();
        byte[] bomb = Encoding.UTF8.GetBytes($$"""{"x":"{{new string('x', ModelRequest.DefaultBodyLimit)}}","model":"good"}""");
        HeaderField encoding = new("content-encoding", coding);

        Asking.Post(Chat, Packed.In(coding, body), Json, encoding).ShouldBe("good");
        Asking.Post(Chat, Packed.In(coding, bomb), Json, encoding).ShouldBe("model.body");
        Asking.Post(Chat, body, Json, encoding).ShouldBe("model.body");
        Asking.Post(Chat, Packed.In(coding, body)[..10], Json, encoding).ShouldBe("model.body");
        Asking.Post(Chat, Packed.In(coding, body), Json, encoding, encoding).ShouldBe("model.body");
        Asking.Post(Chat, Packed.In(coding, body), Json).ShouldBe("model.body");
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, gzip")]
    [InlineData("unheard-of")]
    public void A_content_coding_that_is_not_known_is_refused(string coding) =>
        Asking.Post(Chat, """{"model":"good"}"""u8.ToArray(), Json, new("content-encoding", coding)).ShouldBe("model.body");

    [Fact]
    public void A_body_that_is_not_known_to_its_end_is_refused()
    {
        Asking.Text(ModelResolver.Resolve(Asking.Request("POST", Chat, BodyFact.Incomplete, Json))).ShouldBe("model.body");
        Asking.Text(ModelResolver.Resolve(Asking.Request("POST", Chat, BodyFact.Whole("""{"model":"good"}"""u8.ToArray()), Json) with { BodyLimit = 10 })).ShouldBe("model.body");
    }

    private static string Form(byte[] body, HeaderField type) => Asking.Post("/v1/audio/transcriptions", body, type);
}
