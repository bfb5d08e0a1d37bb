using System.Globalization;
using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>What others ask for, before or between, changes nothing of what a caller gets: no state of theirs decides, is counted, or shows.</summary>
public sealed class UndisturbedTests
{
    /// <summary>A request: of somebody, to one of the hosts.</summary>
    private sealed record Call(string Host, string Path, string Method, string? Subject, string Org, string Team, string? Key, string TeamLine, string UserLine, string? Origin, int Makes)
    {
        public HeaderField[] Headers =>
        [
            new("x-team", TeamLine), new("x-user", UserLine), new("x-makes", Makes.ToString(CultureInfo.InvariantCulture)),
            .. Subject is null ? Array.Empty<HeaderField>() : [new("authorization", $"Bearer {Neighbourhood.Token(Subject, Org, Team)}")],
            .. Key is null ? Array.Empty<HeaderField>() : [new("api-key", Key)],
            .. Origin is null ? Array.Empty<HeaderField>() : [new("origin", Origin)],
        ];
    }

    /// <summary>Short texts of what separates: as a part of a key each has to stay what it is.</summary>
    private static readonly Gen<string> Odd = Gen.OneOf("a", "b", "c", "|", ":", ",", "=", "1", "\\", "/", "%", ";").Array[1, 4].Select(string.Concat);

    /// <summary>The second part of my own keys: of each character that may separate it has one.</summary>
    private const string Second = "b|c:d,e=f/g.h_i-j;k";

    /// <summary>Two texts that are my two cut elsewhere, as if a separator were between them: together they are the same text.</summary>
    private static readonly Gen<(string, string)> CutElsewhere = Gen.Select(Gen.OneOf("me", "a"), Gen.OneOf([.. "|:,=/._-;"]), (first, separator) =>
    {
        string whole = $"{first}{separator}{Second}";
        int at = whole.LastIndexOf(separator);
        return (whole[..at], whole[(at + 1)..]);
    });

    private static readonly Gen<Call> Others = Gen.Select(
        Gen.OneOf(Neighbourhood.Hosts), Gen.OneOf("/", "/free", "/own", "/v1/chat/completions"), Gen.OneOf("GET", "POST", "POST", "OPTIONS"),
        Gen.Select(
            Gen.OneOf(Gen.Select(Gen.OneOf<string?>(null, "m", "me|", "ME", "me ", "bo", "", "\u00e4"), Gen.OneOf("x", Second), (subject, org) => (subject, org)), CutElsewhere.Select(cut => ((string?)cut.Item1, cut.Item2))),
            Gen.OneOf("a", "a", "b"), (who, team) => (subject: who.Item1, org: who.Item2, team)),
        Gen.OneOf<string?>(null, null, Neighbourhood.ApiKey("bob"), Neighbourhood.ApiKey("bob"), "wrong"), Gen.OneOf(Gen.Select(Odd, Odd, (team, user) => (team, user)), CutElsewhere).Select(lines => (team: lines.Item1, user: lines.Item2)),
        Gen.OneOf<string?>(null, null, "https://a.test", "https://b.test"), Gen.OneOf(1, 500, 3_000),
        (host, path, method, caller, key, lines, origin, makes) => new Call(host, path, method, caller.subject, caller.org, caller.team, key, lines.team, lines.user, origin, makes));

    /// <summary>A caller of its own on each host, and on those that ask for nobody.</summary>
    private static readonly Gen<Call> Mine = Gen.Select(
        Gen.OneOf(Neighbourhood.Hosts), Gen.OneOf("/", "/free", "/own", "/v1/chat/completions"), Gen.OneOf("GET", "POST", "POST"), Gen.Bool, Gen.OneOf<string?>(null, "https://a.test"), Gen.OneOf(10, 200),
        (host, path, method, isKnown, origin, makes) => new Call(host, path, method, isKnown ? "me" : null, Second, "a", isKnown ? Neighbourhood.ApiKey("ann") : null, "a", Second, origin, makes));

    [Fact]
    public void A_decision_is_its_requests_alone_whatever_the_same_thread_decided_before()
    {
        var policy = PolicyShape.Compile(Neighbourhood.Manifest, KeyRing.Options);
        long known = 0;
        Gen.Select(Others, Mine).Select(calls => new[] { calls.Item1, calls.Item2 }).Array[4, 12].Hold(
            one =>
            {
                var requests = one.SelectMany(pair => pair).Select(Request).ToArray();
                string[] together = [.. requests.Select(request => Told(policy, request))];
                string[] alone = new string[requests.Length];
                for (int i = 0; i < requests.Length; i++)
                {
                    // Whatever a thread keeps for its next request, this one has none of it.
                    int index = i;
                    Thread first = new(() => alone[index] = Told(policy, requests[index]));
                    first.Start();
                    first.Join();
                }

                together.ShouldBe(alone);
                Interlocked.Add(ref known, together.Count(told => told.Contains("ann", StringComparison.Ordinal)));
            },
            150);

        known.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void A_caller_gets_the_same_answers_whoever_asks_between()
    {
        Dictionary<int, int> seen = [];
        Gen.Select(Mine.Array[24], Others.Array[40], Gen.Int).Hold(
            one =>
            {
                var (mine, others, seed) = one;
                others = [.. others.Where(other => other is not { TeamLine: "a", UserLine: Second } and not { Subject: "me", Org: Second })];
                string[] alone = [.. AskAsync([.. mine.Select(call => (call, true))]).GetAwaiter().GetResult()];
                (Call, bool)[] between = [.. mine.Select((call, i) => (call, true, At: i * 2.0)).Concat(others.Select((call, i) => (call, false, At: new Random(seed + i).NextDouble() * 2 * mine.Length))).OrderBy(c => c.Item3).Select(c => (c.Item1, c.Item2))];

                var among = AskAsync(between).GetAwaiter().GetResult();
                for (int i = 0; i < mine.Length; i++)
                {
                    among[i].ShouldBe(alone[i], $"{i}: {mine[i]}");
                }

                foreach (string answer in alone)
                {
                    int status = int.Parse(answer.AsSpan(0, 3), CultureInfo.InvariantCulture);
                    seen[status] = seen.GetValueOrDefault(status) + 1;
                }
            },
            8,
            threads: 1);

        // Each kind of answer was among them, or the same answers would say little.
        seen.Keys.ShouldBe([200, 401, 429], ignoreOrder: true);
    }

    private static PolicyRequest Request(Call call) => new() { Method = call.Method, Target = call.Path, Authority = call.Host, Headers = call.Headers };

    private static string Told(CompiledPolicy policy, PolicyRequest request)
    {
        PolicyFacts facts = new() { Body = BodyFact.Whole("{\"model\":\"m\"}"u8.ToArray()) };
        var text = new StringBuilder();
        foreach (var decision in (PolicyDecision[])[policy.Evaluate(request, facts, AskShape.Now), policy.BudgetsOf(request, facts, AskShape.Now)])
        {
            text.Append(null, $"{DecisionRecord.Of(decision, "", "")} {decision.Outcome} of {decision.ExtAuthCaller} {string.Join(' ', decision.ExtAuthCaller?.Metadata.Values ?? [])} models {string.Join(' ', decision.Models)}\n");
            text.Append(null, $"{(decision.Need as RateLimitNeed)?.Request} {(decision.Result as CallerBudgets)?.Budgets.Count}\n");
            if (decision.Forwarding is { } forwarding)
            {
                text.Append(null, $"{forwarding.Upstream} {forwarding.Host} {forwarding.Target} {string.Join('|', forwarding.OwnedHeaders)}\n");
                text.AppendJoin('\n', Verdict.Sent(request, forwarding).Select(header => $"{header.Name}: {header.Value}"));
                text.AppendJoin('\n', forwarding.Effects.OfType<BudgetDemand>().SelectMany(demand => demand.Counters).Select(counter => $"{counter.Key} {counter.Amount} of {counter.Limit}"));
            }
        }

        return text.ToString();
    }

    /// <summary>The answers to those that are mine, in their order, with what of them reached the upstream.</summary>
    private static async Task<IReadOnlyList<string>> AskAsync((Call Call, bool IsMine)[] calls)
    {
        await using RawUpstream upstream = new(static (stream, request) =>
        {
            string makes = request["x-makes"] is [var said] ? said : "1";
            string arrived = string.Join(' ', request.Headers.Where(header => !header.Name.StartsWith("trace", StringComparison.OrdinalIgnoreCase)).Select(header => $"{header.Name}={header.Value}").Order(StringComparer.Ordinal));
            string body = $$"""{"model":"m","usage":{"prompt_tokens":1,"completion_tokens":{{makes}},"total_tokens":1},"arrived":{{System.Text.Json.JsonSerializer.Serialize($"{request.StartLine} {arrived}")}}}""";
            return stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"), TestContext.Current.CancellationToken).AsTask();
        });
        FakeTimeProvider time = new(AskShape.Now);
        SettledStore store = new(new MemoryBudgetStore(time));
        await using GatewayHost gateway = await GatewayHost.StartAsync(
            Neighbourhood.Manifest, new LoopbackDialer(upstream.Port), proxy => proxy.Services.AddSingleton<TimeProvider>(time).AddSingleton<IBudgetStore>(store));
        List<string> answers = [];
        foreach (var (call, isMine) in calls)
        {
            string body = call.Method == "POST" ? """{"model":"m","messages":[]}""" : "";
            string head = string.Join('\n', call.Headers.Select(header => $"{header.Name}: {header.Value}").Prepend($"Host: {call.Host}").Prepend($"{call.Method} {call.Path} HTTP/1.1"));
            HttpMessage answer = await gateway.SendAsync(body.Length == 0 ? head : $"{head}\nContent-Type: application/json\nContent-Length: {body.Length}", body);
            // Who asks again before the last answer is settled has less left, whoever else asks.
            await store.NothingReservedAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            if (isMine)
            {
                answers.Add($"{answer.Status} {string.Join(' ', answer.Headers.Where(header => header.Name.ToUpperInvariant() is not ("DATE" or "X-LLMPOLICY-DECISION")).Select(header => $"{header.Name}={header.Value}"))} {answer.Body}");
            }
        }

        return answers;
    }
}
