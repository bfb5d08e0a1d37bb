using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Gateway;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Under a model rule and a budget, whatever is asked for at once: no model goes upstream but the one that was decided on, and no more is reserved or used than the limits.</summary>
public sealed class DecidedModelTests
{
    private static readonly string[] Allowed = ["good-1", "good-2", "real"];

    /// <summary>One request.</summary>
    /// <param name="Model">The model that it names.</param>
    /// <param name="Beside">Another one, somewhere else in the request.</param>
    /// <param name="Where">Where that is.</param>
    /// <param name="Output">How much it may produce.</param>
    /// <param name="Spelling">How its body is written.</param>
    private sealed record Call(string Model, string Beside, int Where, int Output, Spelling Spelling)
    {
        public string Target => Where switch
        {
            1 => $"/openai/deployments/{Beside}/chat/completions",
            2 => $"/v1/chat/completions?model={Beside}",
            3 => $"/v1/./models/{Beside}/../../chat/completions",
            _ => "/v1/chat/completions",
        };

        public string Body
        {
            get
            {
                string body = Spelling.Write(new JsonTree.Object(
                [
                    ("model", Model), ("max_tokens", (long)Output),
                    ("messages", new JsonTree.List(new JsonTree.Object(("role", "user"), ("model", Beside), ("content", $"\"model\":\"{Beside}\"")))),
                ])).Trim();
                return Where switch
                {
                    4 => $"{{\"model\":\"{Beside}\",{body[1..]}",
                    5 => $"{body[..^1]},\"model\":\"{Beside}\"}}",
                    6 => $"{{\"Model\":\"{Beside}\",{body[1..]}",
                    7 => $"{body[..^1]},\"\\u006dodel\":\"{Beside}\"}}",
                    8 => $"{body}{{\"model\":\"{Beside}\"}}",
                    9 => $"{body[..^1]},\"max_tokens\":100000}}",
                    10 => $"{body[..^1]},\"max_completion_tokens\":100000,\"n\":3}}",
                    11 => $"{body[..^1]},\"fallbacks\":[\"{Beside}\"]}}",
                    _ => body,
                };
            }
        }
    }

    private static readonly Gen<Call> AnyCall = Gen.Select(
        Gen.OneOf("good-1", "good-2", "fast", "evil"), Gen.OneOf("good-1", "evil", "evil"), Gen.Frequency((8, Gen.Const(0)), (8, Gen.Int[1, 11])), Gen.Int[1, 300], Spelling.Any,
        (model, beside, where, output, spelling) => new Call(model, beside, where, output, spelling));

    [Fact]
    public void Nothing_is_sent_whose_model_was_not_decided_on_and_no_limit_is_passed()
    {
        int sent = 0;
        Gen.Select(AnyCall.Array[30], Gen.Int[1, 5], Gen.Int[5, 25], Gen.Int[300, 3_000]).Hold(
            one => sent += AskAsync(one.Item1, one.Item2, one.Item3, one.Item4).GetAwaiter().GetResult(),
            5,
            threads: 1);

        sent.ShouldBeGreaterThan(5);
    }

    private static async Task<int> AskAsync(Call[] calls, int concurrent, int requests, int tokens)
    {
        string manifest = Gateway.Manifests.Service(Gateway.Manifests.Route("/"), Gateway.Manifests.Upstream())
            + Document("ModelPolicy", "rules: [{models: ['good-*']}, {models: [fast], setModel: {fast: real}}]")
            + Document("TokenBudget", $"shared: true, hard: true, limits: [{{concurrent: {concurrent}}}, {{requests: {requests}, per: DAY}}, {{tokens: {tokens}, per: DAY}}]");
        CompiledPolicy policy = PolicyShape.Compile(manifest, KeyRing.Options);
        ConcurrentDictionary<int, HttpMessage> arrived = new();
        int under = 0;
        int most = 0;
        await using RawUpstream upstream = new(async (stream, request) =>
        {
            int now = Interlocked.Increment(ref under);
            InterlockedMax(ref most, now);
            arrived[int.Parse(request["x-n"][0], CultureInfo.InvariantCulture)] = request;
            for (int turn = 0; turn < 200; turn++)
            {
                await Task.Yield();
            }

            string answer = $$$"""{"model":"m","usage":{"prompt_tokens":1,"completion_tokens":{{{Outputs(request.Body)}}},"total_tokens":{{{1 + Outputs(request.Body)}}}}}""";
            Interlocked.Decrement(ref under);
            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {answer.Length}\r\n\r\n{answer}"));
        });
        CheckedStore store = new(new MemoryBudgetStore(TimeProvider.System));
        await using GatewayHost gateway = await GatewayHost.StartAsync(manifest, new LoopbackDialer(upstream.Port), proxy => proxy.Services.AddSingleton<IBudgetStore>(store));

        foreach (var batch in calls.Select((call, n) => (call, n)).Chunk(10))
        {
            await Task.WhenAll(batch.Select(one => gateway.SendAsync(
                $"POST {one.call.Target} HTTP/1.1\nHost: g\nX-N: {one.n}\nContent-Type: application/json\nContent-Length: {Encoding.UTF8.GetByteCount(one.call.Body)}",
                Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(one.call.Body)))));
        }

        store.Broken.ShouldBeEmpty();
        most.ShouldBeLessThanOrEqualTo(concurrent);
        arrived.Count.ShouldBeLessThanOrEqualTo(requests);
        arrived.Values.Sum(request => 1 + Outputs(request.Body)).ShouldBeLessThanOrEqualTo(tokens);
        foreach (var (n, request) in arrived)
        {
            var decision = policy.Evaluate(
                new PolicyRequest { Method = "POST", Target = calls[n].Target, Authority = "g", Headers = [new("content-type", "application/json")] },
                new PolicyFacts { Body = BodyFact.Whole(Encoding.UTF8.GetBytes(calls[n].Body)) }, AskShape.Now);
            decision.Forwarding.ShouldNotBeNull($"{calls[n]}: {decision.Reason}");
            string[] asked = [.. Models(request.Body), .. request.Target.Split('/').SkipWhile(part => part != "deployments").Skip(1).Take(1)];
            asked.ShouldNotBeEmpty();
            asked.ShouldAllBe(model => decision.Models.Contains(model) && Allowed.Contains(model), $"{calls[n]} arrived as {request.Body}");
        }

        return arrived.Count;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (int seen = most; seen < now; seen = most)
        {
            Interlocked.CompareExchange(ref most, now, seen);
        }
    }

    /// <summary>Every model that some reader may find: by the first or the last of a name, in whatever case.</summary>
    private static IEnumerable<string> Models(string body) => JsonElement.Parse(Encoding.Latin1.GetBytes(body)).EnumerateObject()
        .Where(member => member.Name.Equals("model", StringComparison.OrdinalIgnoreCase)).Select(member => member.Value.GetString()!);

    /// <summary>As much as an upstream could make of it.</summary>
    private static long Outputs(string body)
    {
        var members = JsonElement.Parse(Encoding.Latin1.GetBytes(body)).EnumerateObject().ToList();
        long answers = members.Where(m => m.Name == "n").Select(m => (long)m.Value.GetDouble()).DefaultIfEmpty(1).Max();
        var limits = members.Where(m => m.Name is "max_tokens" or "max_completion_tokens").Select(m => (long)m.Value.GetDouble()).ToList();
        return answers * limits.Max();
    }

    private static string Document(string kind, string spec) =>
        $"\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: all, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: gateway}}], {spec}}}\n";

    /// <summary>A store that notes whatever is granted beyond a limit.</summary>
    private sealed class CheckedStore(IBudgetStore inner) : WatchedStore(inner)
    {
        public ConcurrentQueue<string> Broken { get; } = new();

        public override async ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
        {
            var result = await base.ReserveAsync(reservation, cancellationToken);
            for (int i = 0; result.Outcome == BudgetReserveOutcome.Reserved && i < reservation.Charges.Length; i++)
            {
                var (charge, reading) = (reservation.Charges.Span[i], result.Readings.Span[i]);
                if (reading.Used + reading.Reserved > charge.Limit)
                {
                    Broken.Enqueue($"{charge} {reading}");
                }
            }

            return result;
        }
    }
}
