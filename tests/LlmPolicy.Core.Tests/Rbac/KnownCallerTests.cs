using System.Reflection;

namespace LlmPolicy.Tests;

/// <summary>A caller whose token is known gets the answer of one who is not, from any number of threads that ask at the same moment.</summary>
public sealed class KnownCallerTests
{
    private const int Routes = 8;

    /// <summary>
    /// Two threads meet at each first question about a caller. Chance has a hand in it: what is read half written is so for a nanosecond, and
    /// a busy machine may never show it. <see cref="What_threads_share_is_written_whole"/> is what rules it out.
    /// </summary>
    [Fact]
    public void Whoever_may_pass_passes_for_both_of_two_threads_that_ask_first()
    {
        const int Tokens = 20_000;
        var policy = Policy();
        var requests = Enumerable.Range(0, Tokens).Select(i => Keys.Hmac.Sign($$"""{"n":{{i}},"a":"b"}""")).ToArray();
        var cache = new TokenCache(64);
        int wrong = 0;
        int turn = 0;
        using var barrier = new Barrier(2);

        void Ask(object? _)
        {
            for (int i = 0; i < Tokens; i++)
            {
                // Known, and not asked for a claim yet.
                var at = Enumerable.Range(0, Routes).Select(route => Requests.WithToken(requests[i], $"/{route}")).ToArray();
                policy.Evaluate(Requests.WithToken(requests[i], "/open"), new PolicyFacts { Tokens = cache }, Deciding.Now);
                barrier.SignalAndWait();
                for (int route = 0; route < Routes; route++)
                {
                    MeetAt(2 * ((i * Routes) + route + 1));
                    if (policy.Evaluate(at[route], new PolicyFacts { Tokens = cache }, Deciding.Now).Outcome != PolicyOutcome.Forward)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            }
        }

        void MeetAt(int count)
        {
            Interlocked.Increment(ref turn);
            for (var spin = default(SpinWait); Volatile.Read(ref turn) < count;)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        var other = new Thread(Ask);
        other.Start();
        Ask(null);
        other.Join();

        wrong.ShouldBe(0);
    }

    [Fact]
    public void What_threads_share_is_written_whole()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        // A bool? is two bytes, written one after the other.
        typeof(CompiledPolicy).Assembly.GetTypes().SelectMany(type => type.GetFields(All))
            .Where(field => field.FieldType.IsArray && Nullable.GetUnderlyingType(field.FieldType.GetElementType()!) is not null)
            .Select(field => $"{field.DeclaringType}.{field.Name}").ShouldBe([]);
    }

    private static CompiledPolicy Policy()
    {
        var routes = Enumerable.Range(0, Routes).Select(i =>
            $"- matchers: [{{prefix: /{i}}}]\n  routeAction: {Manifest.ToUp}\n  options: {{rbac: {{policies: {{all: {{principals: [{{jwtPrincipal: {{claims: {{a: b}}}}}}]}}}}}}}}");
        return Compiling.Policy(Manifest.Service(string.Join('\n', [.. routes, Manifest.ForwardAll]), Manifest.Jwt(Keys.Hmac.PublicKey)));
    }
}
