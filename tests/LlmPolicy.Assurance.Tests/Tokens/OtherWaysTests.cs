using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A body that leads elsewhere than to the model that it names, by any member and in any call, is served if and only if rules for the caller allow each model and each way.</summary>
public sealed class OtherWaysTests
{
    private static readonly SigningKey Key = SigningKey.Hmac();

    private static readonly string[] Ways = ["PREVIOUS_RESPONSE", "PROMPT", "AGENT", "ASSISTANT", "REALTIME_SESSION", "BATCH", "PROVIDER_DEFAULT"];

    /// <summary>The calls that say their model in the body.</summary>
    private static readonly string[] Plain =
    [
        "chat/completions", "extensions/chat/completions", "completions", "responses", "responses/compact", "responses/input_tokens", "embeddings", "images/embeddings", "audio/speech", "fine_tuning/jobs",
        "messages", "messages/count_tokens", "complete", "fim/completions", "chat/moderations", "classifications", "chat/classifications", "ocr", "v2/chat", "v2/embed", "rerank", "tokenize", "detokenize",
        "api/chat", "api/generate", "api/embed", "api/embeddings", "interactions", "audio/transcriptions", "audio/translations", "api/show", "api/pull",
    ];

    /// <summary>Those whose providers have a model of their own.</summary>
    private static readonly string[] Default = ["moderations", "images/generations", "images/edits", "images/variations", "videos", "videos/generations", "conversations", "v1/chat", "v1/generate", "v1/summarize", "v1/classify", "v1/embed"];

    /// <summary>Those that lead elsewhere whatever they name.</summary>
    private static readonly (string Path, string Way)[] Leading =
    [
        ("agents/completions", "AGENT"), ("batches", "BATCH"), ("batch/jobs", "BATCH"), ("assistants", "ASSISTANT"), ("threads", "ASSISTANT"), ("threads/runs", "ASSISTANT"), ("threads/t1/runs", "ASSISTANT"),
        ("realtime/client_secrets", "REALTIME_SESSION"), ("realtime/sessions", "REALTIME_SESSION"), ("realtime/transcription_sessions", "REALTIME_SESSION"),
    ];

    /// <summary>A call by its path, and where it leads: always, and where nothing is named (null: nowhere).</summary>
    private sealed record Call(string Path, string? Always, string? Unnamed);

    /// <summary>A member of a body, and what it says: a way, or a model, beside a model or without one alone; or nothing.</summary>
    private sealed record Member(string Name, JsonTree Value, string? Way = null, bool Overrides = false, string? Model = null)
    {
        /// <summary>A call that it is for alone; or, after a <c>!</c>, for all others.</summary>
        public string? Only { get; init; }

        public bool IsFor(string path) => Only is null || (Only[0] == '!' ? !path.EndsWith(Only[1..], StringComparison.Ordinal) : path.EndsWith(Only, StringComparison.Ordinal));
    }

    /// <summary>A rule: whose (null: everybody's), for which models, and by which ways.</summary>
    private sealed record RuleShape(string? Team, string Models, string[] Unnamed)
    {
        public string Text => $"{{{(Team is null ? "" : $"principals: [{{jwtPrincipal: {{claims: {{team: {Team}}}}}}}], ")}models: [{Models}], unnamed: [{string.Join(", ", Unnamed)}]}}";

        public bool Allows(string model) => Models == "'*'" || (Models == "'good*'" && model.StartsWith("good", StringComparison.Ordinal));
    }

    private static readonly Gen<Call> AnyCall = Gen.OneOf(
        Gen.OneOf(Plain).Select(path => new Call(path, null, null)),
        Gen.OneOf(Default).Select(path => new Call(path, null, "PROVIDER_DEFAULT")),
        Gen.OneOf(Leading).Select(call => new Call(call.Path, call.Way, null)));

    private static readonly Gen<JsonTree> Id = Gen.OneOf<JsonTree>("ag_1", "", 1L, true, new JsonTree.Object(("id", "x")), new JsonTree.List("x"));

    private static readonly Gen<JsonTree> Reference = Gen.OneOf<JsonTree>(new JsonTree.Object(), new JsonTree.Object(("type", "agent_reference"), ("name", "x")), new JsonTree.Object(("id", "x"), ("model", "good-1")));

    private static readonly Gen<string> Model = Gen.OneOf("good-1", "good-2", "evil");

    private static readonly Gen<Member> AnyMember = Gen.OneOf(
        Id.Select(id => new Member("agent_id", id, "AGENT", true)),
        Gen.Select(Gen.OneOf("agent", "agent_reference"), Reference, (name, value) => new Member(name, value, "AGENT", true)),
        Gen.OneOf("ag", "deep-research").Select(name => new Member("agent", name, "AGENT", true) { Only = "interactions" }),
        Gen.OneOf("ag", "deep-research").Select(name => new Member("agent", name) { Only = "!interactions" }),
        Gen.OneOf<JsonTree>("a", 1L, new JsonTree.Object(("id", "x"))).Select(id => new Member("assistant_id", id, "ASSISTANT")),
        Gen.OneOf("r_1", "r_2").Select(id => new Member("previous_response_id", id, "PREVIOUS_RESPONSE")),
        Gen.OneOf("i_1", "i_2").Select(id => new Member("previous_interaction_id", id, "PREVIOUS_RESPONSE") { Only = "interactions" }),
        Reference.Select(prompt => new Member("prompt", prompt, "PROMPT")),
        Gen.Const(new Member("prompt", "tell me")),
        Gen.Const(new Member("metadata", new JsonTree.Object(("agent_id", "x"), ("agent", new JsonTree.Object()), ("model", "evil")))),
        Gen.Select(Gen.OneOf("models", "fallbacks", "context_window_fallbacks", "content_policy_fallbacks"), Model, Gen.Bool, (name, model, isObject) =>
            new Member(name, new JsonTree.List("good-1", isObject ? new JsonTree.Object(("model", model)) : model), null, false, model)),
        Model.Select(model => new Member("tools", new JsonTree.List(new JsonTree.Object(("type", "function")), new JsonTree.Object(("type", "image_generation"), ("model", model))), null, false, model)),
        Model.Select(model => new Member("session", new JsonTree.Object(("type", "realtime"), ("model", model)), null, false, model)));

    private static readonly Gen<RuleShape> AnyRule = Gen.Select(
        Gen.OneOf(null, null, "a", "b"), Gen.OneOf("'good*'", "'good*'", "'*'", ""), Gen.OneOf<string[]>([], [], ["AGENT"], ["PROMPT", "ASSISTANT"], Ways, [.. Ways.Where(way => way != "AGENT")], [.. Ways.Where(way => way != "ASSISTANT")]),
        (team, models, unnamed) => new RuleShape(team, models, unnamed));

    [Fact]
    public void Whatever_leads_to_a_model_is_served_if_rules_for_the_caller_allow_it_and_only_then()
    {
        int served = 0;
        int beside = 0;
        Gen.Select(
            AnyCall, Gen.OneOf("", "/v1", "/openai", "/mounted/here"), Gen.Frequency((6, Model.Select(model => (string?)model)), (1, Gen.Const((string?)null))),
            AnyMember.Array[0, 3], AnyRule.Array[1, 3], Gen.Select(Gen.Int, Gen.Int[0, 2], Gen.Bool, Gen.OneOf("identity", "gzip", "br", "deflate"), (seed, inside, shuffles, coding) => (seed, inside, shuffles, coding)),
            (call, mount, model, members, rules, written) => (call, mount, model, members, rules, written)).Hold(
            one =>
            {
                var (call, mount, model, some, rules, written) = one;
                Member[] members = [.. some.Where(member => IsTold(member, call.Path, model is not null)).DistinctBy(member => member.Name)];
                string body = (Spelling.Plain with { Seed = written.seed, Inside = written.inside, Shuffles = written.shuffles, Behind = written.inside }).Write(new JsonTree.Object(
                    [.. model is null ? Array.Empty<(string, JsonTree)>() : [("model", model)], .. members.Select(member => (member.Name, member.Value)), ("input", "hello")]));
                HashSet<string> ways = [.. members.Where(member => member.Way is not null && (member.Overrides || model is null)).Select(member => member.Way!), .. call.Always is null ? Array.Empty<string>() : [call.Always]];
                if (model is null && ways.Count == 0 && call.Unnamed is not null)
                {
                    ways.Add(call.Unnamed);
                }

                string[] models = [.. model is null ? Array.Empty<string>() : [model], .. members.Select(member => member.Model).OfType<string>()];
                RuleShape[] mine = [.. rules.Where(rule => rule.Team is null or "a")];
                bool expected = (model is not null || ways.Count > 0) && models.All(model => mine.Any(rule => rule.Allows(model))) && ways.All(way => mine.Any(rule => rule.Unnamed.Contains(way)));

                var policy = Compile(rules);
                var decision = Ask(policy, $"{mount}/{call.Path}", body, written.coding);

                decision.IsAllowed.ShouldBe(expected, $"{decision.Reason}: {call} {body}, {string.Join(", ", rules.Select(rule => rule.Text))}");
                if (expected && members.FirstOrDefault(member => member.Way is not null || member.Model is not null) is { } member && model is not null)
                {
                    Interlocked.Increment(ref beside);

                    // Which of two readings an upstream takes nobody knows.
                    string name = $"\"{member.Name}\"", twice = $"{body.TrimEnd()[..^1]},{name}:{member.Value}}}";
                    foreach (string odd in (string[])[body.Replace(name, name.ToUpperInvariant(), StringComparison.Ordinal), body.Replace(name, $"\"\\u{(int)member.Name[0]:x4}{member.Name[1..]}\"", StringComparison.Ordinal), twice])
                    {
                        Ask(policy, $"{mount}/{call.Path}", odd, written.coding).IsAllowed.ShouldBeFalse(odd);
                    }
                }

                Interlocked.Add(ref served, expected ? 1 : 0);
            },
            1_500);

        served.ShouldBeGreaterThan(200);
        beside.ShouldBeGreaterThan(30);
    }

    /// <summary>Whether the documentation says what the member means in such a call.</summary>
    private static bool IsTold(Member member, string path, bool hasModel) =>
        (member.Name == "session" ? path.StartsWith("realtime", StringComparison.Ordinal) : member.IsFor(path)) && (hasModel || member.Model is null);

    private static PolicyDecision Ask(CompiledPolicy policy, string path, string body, string coding)
    {
        PolicyRequest request = new()
        {
            Method = "POST",
            Target = path,
            Authority = "any.test",
            Headers =
            [
                new("content-type", "application/json"), new("authorization", $"Bearer {Key.Sign("""{"team":"a"}""")}"),
                .. coding == "identity" ? Array.Empty<HeaderField>() : [new("content-encoding", coding)],
            ],
        };
        return policy.Evaluate(request, new PolicyFacts { Body = BodyFact.Whole(Packed.In(coding, Encoding.UTF8.GetBytes(body))) }, AskShape.Now);
    }

    private static CompiledPolicy Compile(RuleShape[] rules) => PolicyShape.Compile(
        $$"""
        {{PolicyShape.OneRoute(Key)}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: ModelPolicy
        metadata: { name: models, namespace: default }
        spec: { targetRefs: [{ kind: VirtualService, name: vs }], rules: [{{string.Join(", ", rules.Select(rule => rule.Text))}}] }
        ---
        {{PolicyShape.Up}}
        """,
        KeyRing.Options);
}
