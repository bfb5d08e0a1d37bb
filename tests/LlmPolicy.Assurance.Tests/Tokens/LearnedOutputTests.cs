using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What the next requests reserve is learned of answers alone that came whole and say what they produced.</summary>
public sealed class LearnedOutputTests
{
    private const int Told = 1_024;

    /// <summary>An answer to a request for one model and so many answers.</summary>
    private sealed record Answered(LlmUsageSource Source, LlmAnswerEnd End, long? Output, string Model, int Answers)
    {
        public bool Teaches => Source == LlmUsageSource.Reported && End == LlmAnswerEnd.Whole && Output is not null;

        public LlmUsage Usage => new() { Source = Source, End = End, Output = Output, Input = 1, Total = Output + 1, Model = Model };
    }

    private static readonly CompiledPolicy Soft = Compile(
        Budget("plain", "limits: [{tokens: 100000, per: DAY}]") + Budget("shadow", "mode: SHADOW, limits: [{tokens: 80000, per: DAY}, {requests: 9, per: DAY}]") + Budget("said", "reserve: {output: 300}, limits: [{tokens: 100000, per: DAY}]"));

    /// <summary>What it reserves is the most that it gets: a cut of its own making counts twice.</summary>
    private static readonly CompiledPolicy Hard = Compile(Budget("hard", "hard: true, limits: [{tokens: 100000, per: DAY}]"));

    private static readonly Gen<Answered> Whole = Gen.Select(Gen.Long[0, 900], Gen.OneOf("a", "b"), Gen.Frequency((4, 1), (1, 2)), (output, model, answers) => new Answered(LlmUsageSource.Reported, LlmAnswerEnd.Whole, output, model, answers));

    private static readonly Gen<Answered> Anyhow = Gen.Select(
        Gen.OneOf(Enum.GetValues<LlmUsageSource>()), Gen.OneOf(Enum.GetValues<LlmAnswerEnd>()), Gen.OneOf<long?>(null, 0, 1, 5, 2_000), Gen.OneOf("a", "b"), Gen.Frequency((4, 1), (1, 2)),
        (source, end, output, model, answers) => new Answered(source, end, output, model, answers));

    [Fact]
    public void What_was_cut_or_estimated_or_refused_or_says_nothing_teaches_nothing()
    {
        int known = 0;
        Gen.OneOf(Gen.Frequency((1, Whole), (2, Anyhow)).Array[1, 60], Gen.Frequency((4, Whole), (1, Anyhow)).Array[60, 100]).Hold(
            answers =>
            {
                OutputHistory all = new(), taught = new();
                foreach (var answer in answers)
                {
                    Learn(all, answer);
                    if (answer.Teaches)
                    {
                        Learn(taught, answer);
                    }
                }

                foreach (string model in (string[])["a", "b", "c"])
                {
                    string[] expected = [.. Demands(taught, model, 1).Select(demand => $"{demand.Budget} {demand.Output}")];
                    expected.Length.ShouldBe(4);
                    Demands(all, model, 1).Select(demand => $"{demand.Budget} {demand.Output}").ShouldBe(expected);

                    // By the documentation's words: what nine of ten of the last 64 stayed at or below, of four at the least.
                    long[] last = [.. answers.Where(answer => answer.Teaches && answer.Model == model).TakeLast(64).Select(answer => answer.Output!.Value / answer.Answers).Order()];
                    long usual = last.Length < 4 ? Told : last[(int)Math.Ceiling(last.Length * 0.9) - 1];
                    expected.ShouldContain($"default/plain {usual}");
                    expected.ShouldContain($"default/shadow {usual}");
                    expected.ShouldContain($"default/said {(last.Length < 4 ? 300 : usual)}");
                    Interlocked.Add(ref known, last.Length < 4 ? 0 : 1);
                }
            },
            120);

        known.ShouldBeGreaterThan(20);
    }

    /// <summary>What an upstream does once it has said what it used, and whether that was a whole answer.</summary>
    [Theory]
    [InlineData("whole", true)]
    [InlineData("a length that is not reached", false)]
    [InlineData("a chunk that is not the last", false)]
    [InlineData("a stream that ends early", false)]
    [InlineData("a stream whose client leaves", false)]
    [InlineData("no usage", false)]
    [InlineData("an error", false)]
    public async Task What_ends_early_at_the_gateway_teaches_nothing(string way, bool teaches)
    {
        await using RawUpstream upstream = new((stream, _) => AnswerAsync(stream, way));
        NotingStore noted = new(new MemoryBudgetStore(new FakeTimeProvider(AskShape.Now)));
        SettledStore store = new(noted);
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Gateway.Manifests.Service(Gateway.Manifests.Route("/"), Gateway.Manifests.Upstream()) + Budget("plain", "limits: [{tokens: 100000, per: DAY}]"),
            new LoopbackDialer(upstream.Port), proxy => proxy.Services.AddSingleton<IBudgetStore>(store));
        for (int time = 0; time < 7; time++)
        {
            string body = way.Contains("stream", StringComparison.Ordinal) ? """{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[]}""" : """{"model":"m","messages":[]}""";
            await using Stream connection = await gateway.ConnectAsync();
            await GatewayHost.WriteAsync(connection, $"POST /v1/chat/completions HTTP/1.1\nHost: g\nConnection: close\nContent-Type: application/json\nContent-Length: {body.Length}", body);
            await ReadAsync(connection, way.EndsWith("leaves", StringComparison.Ordinal));
            await connection.DisposeAsync();
            await store.NothingReservedAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

        noted.Amounts.Count.ShouldBe(7);
        (noted.Amounts[^1] != noted.Amounts[0]).ShouldBe(teaches);
    }

    private static async Task AnswerAsync(Stream stream, string way)
    {
        const string Unsaid = """{"model":"m"}""", Error = """{"error":{"message":"a"}}""";
        const string Said = """{"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";
        string answer = way switch
        {
            "whole" => $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Said.Length}\r\n\r\n{Said}",
            "a length that is not reached" => $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Said.Length + 9}\r\n\r\n{Said}",
            "a chunk that is not the last" => $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n{Said.Length:x}\r\n{Said}\r\n",
            "no usage" => $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Unsaid.Length}\r\n\r\n{Unsaid}",
            "an error" => $"HTTP/1.1 429 No\r\ncontent-type: application/json\r\ncontent-length: {Error.Length}\r\n\r\n{Error}",
            _ => $"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{Said.Length + 8:x}\r\ndata: {Said}\n\n\r\n",
        };
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer));
        if (way.EndsWith("leaves", StringComparison.Ordinal))
        {
            // Until the gateway takes the connection away.
            await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
        }

        if (way is not ("whole" or "no usage" or "an error"))
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>Reads to the end, or until the usage has come.</summary>
    private static async Task ReadAsync(Stream connection, bool leaves)
    {
        StringBuilder seen = new();
        byte[] block = new byte[4_096];
        try
        {
            while (!(leaves && seen.ToString().Contains("total_tokens", StringComparison.Ordinal)))
            {
                int read = await connection.ReadAsync(block, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
                if (read == 0)
                {
                    return;
                }

                seen.Append(Encoding.Latin1.GetString(block, 0, read));
            }
        }
        catch (IOException)
        {
            // Cut, as the upstream's own.
        }
    }

    private static void Learn(OutputHistory history, Answered answer)
    {
        foreach (var demand in Demands(history, answer.Model, answer.Answers))
        {
            demand.Learn(history, answer.Usage);
        }
    }

    private static List<BudgetDemand> Demands(OutputHistory history, string model, int answers)
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","n":{{answers}},"messages":[]}""");
        var request = new PolicyRequest { Method = "POST", Target = "/v1/chat/completions", Authority = "any.test", Headers = [new("content-type", "application/json")] };
        PolicyFacts facts = new() { Body = BodyFact.Whole(body), Outputs = history };
        return [.. new[] { Soft, Hard }.Select(policy => policy.Evaluate(request, facts, AskShape.Now)).SelectMany(decision => decision.Forwarding.ShouldNotBeNull(decision.Reason).Effects.OfType<BudgetDemand>())];
    }

    private static CompiledPolicy Compile(string budgets) =>
        PolicyShape.Compile(Gateway.Manifests.Service(Gateway.Manifests.Route("/"), Gateway.Manifests.Upstream()) + budgets, KeyRing.Options);

    private static string Budget(string name, string spec) =>
        $"\n---\napiVersion: llmpolicy.dev/v1alpha1\nkind: TokenBudget\nmetadata: {{name: {name}, namespace: default}}\nspec: {{targetRefs: [{{kind: VirtualService, name: gateway}}], shared: true, {spec}}}\n";

    /// <summary>A store that notes how much is reserved.</summary>
    private sealed class NotingStore(IBudgetStore inner) : WatchedStore(inner)
    {
        public List<long> Amounts { get; } = [];

        public override ValueTask<BudgetReserveResult> ReserveAsync(BudgetReservation reservation, CancellationToken cancellationToken = default)
        {
            Amounts.Add(reservation.Charges.Span[0].Amount);
            return base.ReserveAsync(reservation, cancellationToken);
        }
    }
}
