namespace LlmPolicy.Tests.Models;

/// <summary>Where each provider's calls say their model.</summary>
public sealed class ProviderFormTests
{
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/huggingface-gloo-gw/chat/completions")]
    [InlineData("/openai/v1/chat/completions?api-version=preview")]
    [InlineData("/v1//chat/completions/")]
    [InlineData("/v1/completions")]
    [InlineData("/v1/responses")]
    [InlineData("/v1/responses/compact")]
    [InlineData("/v1/responses/input_tokens")]
    [InlineData("/v1/embeddings")]
    [InlineData("/v1/images/generations")]
    [InlineData("/v1/images/edits")]
    [InlineData("/v1/audio/speech")]
    [InlineData("/v1/moderations")]
    [InlineData("/v1/fine_tuning/jobs")]
    [InlineData("/anthropic/v1/messages")]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/models/chat/completions?api-version=2024-05-01-preview")]
    [InlineData("/v1/projects/p/locations/l/endpoints/openapi/chat/completions")]
    [InlineData("/serving-endpoints/chat/completions")]
    [InlineData("/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict")]
    [InlineData("/api/chat")]
    [InlineData("/api/generate")]
    [InlineData("/api/embed")]
    [InlineData("/api/show")]
    [InlineData("/v2/chat")]
    [InlineData("/v2/embed")]
    [InlineData("/v2/rerank")]
    [InlineData("/v1/fim/completions")]
    [InlineData("/v1/ocr")]
    public void The_body_says_it_and_is_needed_for_it(string target)
    {
        Asking.Unread("POST", target).ShouldBe("needs the body");
        Asking.Post(target, """{"messages":[{"role":"user","content":"model"}],"model":"org/m:1"}""").ShouldBe("org/m:1");
    }

    [Theory]
    [InlineData("/v1beta/models/gemini-2.5-flash:generateContent", "gemini-2.5-flash")]
    [InlineData("/google/v1/models/gemma3:27b:streamGenerateContent?alt=sse", "gemma3:27b")]
    [InlineData("/v1/models/google/gemma-3-27b-it:countTokens", "google/gemma-3-27b-it")]
    [InlineData("/v1/tunedModels/abc:generateContent", "tunedModels/abc")]
    [InlineData("/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent", "gemini-2.5-pro")]
    [InlineData("/v1/projects/p/locations/l/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict", "claude-sonnet-4@20250514")]
    [InlineData("/v1/projects/p/locations/l/publishers/meta/models/llama-3.1-405b:generateContent", "meta/llama-3.1-405b")]
    [InlineData("/v1/projects/p/locations/l/endpoints/123:predict", "projects/p/locations/l/endpoints/123")]
    [InlineData("/model/anthropic.claude-3-5-sonnet-20241022-v2%3A0/converse", "anthropic.claude-3-5-sonnet-20241022-v2:0")]
    [InlineData("/model/us.anthropic.claude-x-v1:0/invoke", "us.anthropic.claude-x-v1:0")]
    [InlineData("/bedrock/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.claude/invoke-with-response-stream", "arn:aws:bedrock:us-east-1:1:inference-profile/us.claude")]
    [InlineData("/models/org/m", "org/m")]
    [InlineData("/hf-inference/models/org/m/pipeline/feature-extraction", "org/m")]
    [InlineData("/pipeline/feature-extraction/org/m", "org/m")]
    public void The_path_says_it_and_the_body_is_not_read(string target, string model) => Asking.Unread("POST", target).ShouldBe(model);

    [Theory]
    [InlineData("/openai/deployments/dep/chat/completions?api-version=1", "dep")]
    [InlineData("/openai/deployments/org%2Fdep/chat/completions", "org/dep")]
    [InlineData("/openai/deployments/org/dep/chat/completions", "org/dep")]
    [InlineData("/v1/engines/dep/completions", "dep")]
    [InlineData("/models/org/dep/v1/chat/completions", "org/dep")]
    public void Path_and_body_say_it_and_have_to_agree(string target, string model)
    {
        Asking.Unread("POST", target).ShouldBe("needs the body");
        Asking.Post(target, "{}").ShouldBe(model);
        Asking.Post(target, """{"model":null}""").ShouldBe(model);
        Asking.Post(target, $$"""{"model":"{{model}}"}""").ShouldBe(model);
        Asking.Post(target, """{"model":"other"}""").ShouldBe("model.ambiguous");
    }

    [Theory]
    [InlineData("/v1/audio/transcriptions")]
    [InlineData("/v1/audio/translations")]
    [InlineData("/v1/images/edits")]
    [InlineData("/v1/videos")]
    public void A_forms_part_says_it_before_the_file_or_after_it(string target)
    {
        string file = "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF\n\r\nname=\"model\"";

        Asking.PostForm(target, file, Asking.Field("model", "whisper-1")).ShouldBe("whisper-1");
        Asking.PostForm(target, Asking.Field("model", "whisper-1"), file).ShouldBe("whisper-1");
        Asking.PostForm(target, "Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name=model\r\n\r\nwhisper-1", file).ShouldBe("whisper-1");
    }

    [Fact]
    public void Azures_form_names_the_deployment_that_the_path_names()
    {
        const string Target = "/openai/deployments/stt/audio/transcriptions";

        Asking.PostForm(Target, Asking.Field("model", "stt")).ShouldBe("stt");
        Asking.PostForm(Target, Asking.Field("language", "en")).ShouldBe("stt");
        Asking.PostForm(Target, Asking.Field("model", "other")).ShouldBe("model.ambiguous");
    }

    [Fact]
    public void Each_request_of_a_batch_names_its_model()
    {
        Asking.Post("/v1/messages/batches", """{"requests":[{"custom_id":"1","params":{"model":"a","max_tokens":1}},{"params":{"max_tokens":1,"model":"b"}}]}""").ShouldBe("a + b");
        Asking.Post("/v1/messages/batches", """{"requests":[{"params":{"model":"a"}},{"params":{}}]}""").ShouldBe("model.unknown");
        Asking.Post("/v1/messages/batches", """{"requests":[{"params":{"model":"a"}},{}]}""").ShouldBe("model.unknown");
        Asking.Post("/v1/messages/batches", """{"requests":[]}""").ShouldBe("model.unknown");
        Asking.Post("/v1/messages/batches", """{"model":"a"}""").ShouldBe("model.unknown");
    }

    [Theory]
    [InlineData("/api/pull", """{"name":"a"}""", "a")]
    [InlineData("/api/pull", """{"model":"a","name":""}""", "a")]
    [InlineData("/api/pull", """{"model":"a","name":"a"}""", "a")]
    [InlineData("/api/pull", """{"model":"a","name":"b"}""", "model.ambiguous")]
    [InlineData("/api/create", """{"model":"mine","from":"base"}""", "mine + base")]
    [InlineData("/api/copy", """{"source":"a","destination":"b"}""", "a + b")]
    [InlineData("/v1/cachedContents", """{"model":"models/gemini-2.5-flash"}""", "gemini-2.5-flash")]
    [InlineData("/v1/cachedContents", """{"model":"projects/p/locations/l/publishers/google/models/gemini-2.5-flash"}""", "gemini-2.5-flash")]
    [InlineData("/async-invoke", """{"modelId":"amazon.nova-reel-v1:0"}""", "amazon.nova-reel-v1:0")]
    public void Members_of_other_names_say_it_where_a_provider_has_them(string target, string body, string expected) => Asking.Post(target, body).ShouldBe(expected);

    [Fact]
    public void Ollamas_delete_has_a_body() => Asking.Of("DELETE", "/api/delete", """{"model":"a"}"""u8.ToArray()).ShouldBe("a");

    [Theory]
    [InlineData("/v1/realtime?model=gpt-realtime", "gpt-realtime")]
    [InlineData("/v1/realtime?model=org%2Fmy%20model", "org/my model")]
    [InlineData("/openai/realtime?api-version=1&deployment=dep", "dep")]
    [InlineData("/v1/realtime?call_id=rtc_1", "(RealtimeSession)")]
    [InlineData("/v1/realtime", "model.unknown")]
    [InlineData("/v1/realtime?intent=transcription", "model.unknown")]
    [InlineData("/v1/realtime?model=a&model=b", "model.ambiguous")]
    [InlineData("/v1/realtime?model=a&deployment=a", "model.ambiguous")]
    [InlineData("/v1/realtime?model=a&Model=b", "model.ambiguous")]
    [InlineData("/v1/realtime?Model=a", "model.ambiguous")]
    [InlineData("/v1/realtime?model=a;model=b", "model.ambiguous")]
    [InlineData("/v1/realtime?model=a&m%6fdel=b", "model.ambiguous")]
    [InlineData("/v1/realtime?model=", "model.ambiguous")]
    [InlineData("/v1/realtime?model=a+b", "model.ambiguous")]
    [InlineData("/v1/realtime?model=a%252Fb", "model.ambiguous")]
    public void A_realtime_session_says_it_in_its_query_once(string target, string expected) =>
        Asking.Unread("GET", target, new("connection", "Upgrade"), new("upgrade", "websocket")).ShouldBe(expected);

    [Theory]
    [InlineData("GET", "/v1/models", "ModelList")]
    [InlineData("GET", "/openai/deployments?api-version=1", "ModelList")]
    [InlineData("GET", "/api/tags", "ModelList")]
    [InlineData("GET", "/v1/projects/p/locations/l/publishers/google/models", "ModelList")]
    [InlineData("GET", "/health", "Health")]
    [InlineData("HEAD", "/", "Health")]
    [InlineData("GET", "/v1/files/file-1/content", "Stored")]
    [InlineData("GET", "/v1/responses/resp_1", "Stored")]
    [InlineData("GET", "/v1/chat/completions?model=x", "Stored")]
    [InlineData("GET", "/v1/threads/t/messages", "Stored")]
    [InlineData("DELETE", "/v1/files/file-1", "Stored")]
    [InlineData("POST", "/v1/batches/b/cancel", "Stored")]
    [InlineData("POST", "/v1/responses/r/cancel", "Stored")]
    [InlineData("POST", "/v1/conversations/c/items", "Stored")]
    [InlineData("OPTIONS", "/v1/chat/completions", "Preflight")]
    public void What_generates_nothing_asks_for_no_model(string method, string target, string kind) => Asking.Unread(method, target).ShouldBe($"no model: {kind}");

    [Theory]
    [InlineData("GET", "/v1/models/gpt-4o", "gpt-4o")]
    [InlineData("GET", "/v1/models/org%2Fm", "org/m")]
    [InlineData("GET", "/v1/models/ft:gpt-4o:org::id", "ft:gpt-4o:org::id")]
    [InlineData("GET", "/v1beta/tunedModels/abc", "tunedModels/abc")]
    [InlineData("DELETE", "/v1/models/ft:gpt-4o:org::id", "ft:gpt-4o:org::id")]
    public void One_models_own_page_names_it(string method, string target, string model) => Asking.Unread(method, target).ShouldBe(model);

    [Theory]
    [InlineData("/v1/responses", """{"input":"x","previous_response_id":"resp_1"}""", "(PreviousResponse)")]
    [InlineData("/v1/responses", """{"input":"x","prompt":{"id":"pmpt_1"}}""", "(Prompt)")]
    [InlineData("/v1/responses", """{"prompt":{"id":"pmpt_1"},"previous_response_id":"resp_1"}""", "(PreviousResponse, Prompt)")]
    [InlineData("/v1/responses", """{"model":"m","previous_response_id":"resp_1"}""", "m")]
    [InlineData("/v1/responses", """{"model":"m","agent":{"name":"a","type":"agent_reference"}}""", "m + (Agent)")]
    [InlineData("/v1/completions", """{"prompt":"x"}""", "model.unknown")]
    [InlineData("/v1/agents/completions", """{"agent_id":"ag_1"}""", "(Agent)")]
    [InlineData("/v1/agents/completions", """{"agent_id":"ag_1","model":"m"}""", "m + (Agent)")]
    [InlineData("/v1/conversations", """{"agent_id":"ag_1","model":"m"}""", "m + (Agent)")]
    [InlineData("/v1beta/interactions", """{"agent":"deep-research","input":"x"}""", "(Agent)")]
    [InlineData("/v1beta/interactions", """{"previous_interaction_id":"i","model":"m"}""", "m")]
    [InlineData("/v1/threads/t/runs", """{"assistant_id":"asst_1"}""", "(Assistant)")]
    [InlineData("/v1/threads/t/runs", """{"assistant_id":"asst_1","model":"m"}""", "m + (Assistant)")]
    [InlineData("/v1/threads/t/messages", """{"role":"user","content":"x"}""", "(Assistant)")]
    [InlineData("/v1/assistants", """{"model":"m"}""", "m + (Assistant)")]
    [InlineData("/v1/realtime/client_secrets", """{"session":{"type":"realtime","model":"m"}}""", "m + (RealtimeSession)")]
    [InlineData("/v1/realtime/client_secrets", "", "(RealtimeSession)")]
    [InlineData("/v1/realtime/sessions", """{"model":"m"}""", "m + (RealtimeSession)")]
    [InlineData("/v1/batches", """{"input_file_id":"file-1","endpoint":"/v1/chat/completions"}""", "(Batch)")]
    [InlineData("/v1/batch/jobs", """{"model":"m","input_files":["f"]}""", "m + (Batch)")]
    [InlineData("/v1/images/generations", """{"prompt":"x"}""", "(ProviderDefault)")]
    [InlineData("/v1/moderations", """{"input":"x"}""", "(ProviderDefault)")]
    [InlineData("/v1/chat", """{"message":"x"}""", "(ProviderDefault)")]
    [InlineData("/v1/videos/v/remix", """{"prompt":"x"}""", "(PreviousResponse)")]
    public void Ways_to_a_model_that_is_not_named_are_told_by_name(string target, string body, string expected) => Asking.Post(target, body).ShouldBe(expected);

    [Theory]
    [InlineData("/v1/files")]
    [InlineData("/v1/uploads/u/parts")]
    public void A_file_is_not_read(string target) => Asking.Unread("POST", target).ShouldBe("(File)");

    [Fact]
    public void A_realtime_call_is_not_read() => Asking.Unread("POST", "/v1/realtime/calls").ShouldBe("(RealtimeSession)");
}
