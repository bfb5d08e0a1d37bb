using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>Guard and gateway, with their cache and without it, answer and send as Core decides, for the first and the thousandth time and to two who ask at once.</summary>
public sealed class HostedVerdictTests
{
    private const int Policies = 10;

    private sealed record Turn(int Policy, AskShape Asking, Spelling Header, Spelling Claims, Carriage Carriage, string Blank);

    private static readonly Gen<Turn> AnyTurn = Gen.Select(
        Gen.Int[0, Policies - 1], Gen.OneOf(Any.Request, Any.Accepted), Spelling.Any, Spelling.Any, Carriage.Any, Gen.OneOf("", " ", "\t ", "    "),
        (policy, asking, header, claims, carriage, blank) =>
        {
            // A guard refuses what the app's routing could read otherwise, as a path in another case (target.ambiguous).
            var asked = asking.Path == "/OWN/a" ? asking with { Path = "/own/a/b" } : asking;
            return new Turn(policy, asked, header, claims, carriage, blank);
        });

    [Fact]
    public void What_Core_decides_is_what_guard_and_gateway_answer_and_send_however_it_is_spelled()
    {
        int forwarded = 0;
        int refused = 0;
        Gen.Select(Any.Policy.Array[Policies], AnyTurn.Array[150]).Hold(
            one => Ask(one.Item1, one.Item2, ref forwarded, ref refused).GetAwaiter().GetResult(),
            2,
            threads: 1);

        forwarded.ShouldBeGreaterThan(10);
        refused.ShouldBeGreaterThan(10);
    }

    private static Task Ask(PolicyShape[] shapes, Turn[] turns, ref int forwarded, ref int refused)
    {
        // A request that none of them refuses is asked for too.
        shapes[0] = shapes[0] with { Rules = null, OwnRules = null };
        // Headers of claims are the listener's: what one host asks for is told, or taken off, on another's requests.
        var policy = PolicyShape.Compile(Manifest(shapes), KeyRing.Options);
        var questions = turns.Select(turn => Question.Of(policy, shapes, turn)).ToArray();
        forwarded += questions.Count(q => q.Expected.Forwarding is not null);
        refused += questions.Count(q => q.Expected.Response is not null);
        return AskAsync(Manifest(shapes), questions);
    }

    private static async Task AskAsync(string manifest, Question[] questions)
    {
        HostedPolicy[] hosts =
        [
            await HostedPolicy.GuardAsync(manifest, true), await HostedPolicy.GuardAsync(manifest, false),
            await HostedPolicy.GatewayAsync(manifest, true), await HostedPolicy.GatewayAsync(manifest, false),
        ];
        try
        {
            foreach (var host in hosts)
            {
                foreach (var question in questions)
                {
                    for (int time = 0; time < 2; time++)
                    {
                        await CheckAsync(host, question, $"{host.Name}, time {time}");
                    }
                }
            }

            // The thousandth time.
            foreach (var host in hosts.Where((_, i) => i is 0 or 2))
            {
                for (int time = 0; time < 250 && questions.FirstOrDefault(q => q.Expected.Callers.Count > 0 && q.Expected.Forwarding is not null) is { } good; time++)
                {
                    await CheckAsync(host, good, $"{host.Name}, time {2 * time}");
                }
            }
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    private static async Task CheckAsync(HostedPolicy host, Question question, string where)
    {
        foreach (var answer in await host.AskAsync(question.Request, question.Blank))
        {
            if (question.Expected.Response is { } response)
            {
                (answer.Status, answer.Body).ShouldBe((response.StatusCode, response.Body), $"{where}: {question}");
                continue;
            }

            answer.Status.ShouldBe(200, $"{where}: {question}\n{answer.Body}");
            var (target, headers) = HostedPolicy.Read(answer.Body);
            var forwarding = question.Expected.Forwarding.ShouldNotBeNull();
            var sent = Verdict.Sent(question.Request, forwarding);
            Told(headers, target, question.Token).ShouldBe(Told(sent, forwarding.Target, question.Token), $"{where}: {question}\n{answer.Body}");
        }
    }

    /// <summary>What is told behind of who asks.</summary>
    private static string Told(IReadOnlyList<HeaderField> headers, string target, string? token) =>
        $"{target} team {Values(headers, "x-team")} level {Values(headers, "x-level")} token {Verdict.Carries(headers, target, token)}";

    /// <summary>A header's values, each once: .NET's client writes several lines as one.</summary>
    private static string Values(IReadOnlyList<HeaderField> headers, string name) =>
        string.Join('|', Verdict.Lines(headers, name).Split('|').SelectMany(line => line.Split(", ")).Distinct());

    private static string Manifest(PolicyShape[] shapes) => string.Concat(shapes.Select((shape, i) => $"{shape.Service($"vs{i}", $"h{i}.test")}\n---\n")) + PolicyShape.Up;

    private sealed record Question(AskShape Asking, PolicyRequest Request, string? Token, PolicyDecision Expected, string Blank)
    {
        public static Question Of(CompiledPolicy policy, PolicyShape[] shapes, Turn turn)
        {
            var asking = turn.Asking with { Policy = shapes[turn.Policy] };
            string? token = asking.Token?.Sign(asking.Policy, turn.Header, turn.Claims);
            var request = asking.Request(token, turn.Carriage, $"h{turn.Policy}.test");
            var decision = policy.Evaluate(request, PolicyFacts.None, AskShape.Now);
            decision.IsAllowed.ShouldBe(Meaning.IsForwarded(asking), decision.Reason);
            return new(asking, request, token, decision, turn.Blank);
        }

        public override string ToString() => $"{Asking}\n{Request.Target}\n{string.Join('\n', Request.Headers.Select(h => $"{h.Name}: {h.Value}"))}";
    }
}
