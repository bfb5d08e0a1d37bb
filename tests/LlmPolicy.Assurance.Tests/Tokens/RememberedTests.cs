using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using LlmPolicy.Assurance.Properties;
using LlmPolicy.Jwt;
using LlmPolicy.Rbac;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A cache of verified tokens changes nothing but time: whatever happened before, meanwhile, and on another thread at the same moment.</summary>
public sealed class RememberedTests
{
    private static readonly string[] Paths = ["/own/a", "/", "/own"];

    private const string RemoteHost = "remote.test";

    /// <summary>One request of a story: which caller, where, when, and what else is known by then.</summary>
    private sealed record Step(int Caller, int Host, string Path, string Method, int Seconds, int Keys, int Revoked, Carriage Carriage, Place? Elsewhere, (int Caller, Place Place)? Beside);

    /// <summary>A second token, at a place of its own.</summary>
    private static readonly Gen<(int Caller, Place Place)?> Beside = Gen.Frequency(
        (4, Gen.Bool.Select(_ => ((int, Place)?)null)), (1, Gen.Select(Gen.Int[0, 5], Gen.OneOf(Place.Usual, Place.Header, Place.Prefixed), (caller, place) => ((int, Place)?)(caller, place))));

    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 2], Gen.OneOf("/", "/own/a", "/v1/chat"), Gen.OneOf("GET", "POST"),
        Gen.OneOf(0, 0, 0, 30, -30, 61, 120, 3_601, 200_000, -200_000), Gen.Int[0, 3], Gen.Frequency((5, 0), (1, 1), (1, 2), (1, 3)),
        Gen.Select(Carriage.Any, Gen.Frequency((4, (Place?)null), (1, Place.Usual), (1, Place.Header), (1, Place.Prefixed), (1, Place.Query)), Beside, (carriage, elsewhere, beside) => (carriage, elsewhere, beside)),
        (caller, host, path, method, seconds, keys, revoked, carried) =>
            new Step(caller, host, path, method, seconds, keys, revoked, carried.carriage, carried.elsewhere, carried.beside));

    [Fact]
    public void Whatever_is_remembered_each_decision_is_the_one_of_who_remembers_nothing()
    {
        long forwarded = 0;
        Gen.Select(Any.Accepted, Any.Request, Any.Token.Array[2], Any.Algorithm, AnyStep.Array[8, 24]).Hold(
            one =>
            {
                var (first, second, tokens, algorithm, steps) = one;
                first = first with { Policy = second.Policy with { Providers = first.Policy.Providers, Tolerance = null } };
                var remote = new PolicyShape([first.Policy.Providers[0] with { Algorithm = algorithm, Form = KeyForm.Remote, Place = Place.Usual }], null, "jwt", first.Policy.OwnRules, null);
                PolicyShape[] shapes = [first.Policy, second.Policy, remote];
                string[] hosts = ["a.test", "b.test", RemoteHost];
                var policy = PolicyShape.Compile(
                    string.Concat(shapes.Select((shape, i) => $"{shape.Service($"vs{i}", hosts[i])}\n---\n")) + PolicyShape.Up, KeyRing.Options);
                var source = policy.RemoteKeys.ShouldHaveSingleItem();
                KeySet?[] sets = [Read(policy, remote, 0), Read(policy, remote, 1), null, Read(policy, remote, 0)];

                // Six callers: of each policy's first provider the good one, two of others, and whoever comes.
                string[] texts = [.. Enumerable.Range(0, 6).Select(i =>
                {
                    var shape = shapes[i % 3];
                    var token = i < 3 ? first.Token! with { Provider = 0 } : i < 5 ? Any.Good(tokens[i % 2] with { Provider = 1 }, shape) : tokens[1];
                    return token.Sign(shape, Spelling.Plain, Spelling.Plain);
                })];
                RevokedTokens[] lists =
                [
                    RevokedTokens.None,
                    new([RevokedToken.BySha256(Hash(texts[0])), RevokedToken.BySha256(Hash(texts[1][..texts[1].LastIndexOf('.')]))]),
                    new([RevokedToken.ByClaim("p0", "sub", "me"), RevokedToken.ByClaim("p1", "jti", "j1")]),
                    new([RevokedToken.BySha256(Hash(texts[2])), RevokedToken.ByClaim("p0", "org.team", "a")]),
                ];
                var cache = new TokenCache(4);
                foreach (var step in steps)
                {
                    var asking = new AskShape(shapes[step.Host], first.Token! with { Elsewhere = step.Elsewhere }, step.Method, step.Path, null);
                    string token = texts[step.Caller];
                    var request = asking.Request(token, step.Carriage, hosts[step.Host]);
                    if (step.Beside is { } beside)
                    {
                        request = request with { Headers = [.. request.Headers, .. Carriage.Usual.Carry(beside.Place, texts[beside.Caller]).Headers] };
                    }

                    var keys = sets[step.Keys] is { } set ? RemoteKeySets.Empty.With(source, set).Settled(source) : RemoteKeySets.Empty.Settled(source);
                    var facts = new PolicyFacts { Keys = keys, Revoked = lists[step.Revoked] };
                    var now = AskShape.Now.AddSeconds(step.Seconds);

                    var expected = policy.Evaluate(request, facts, now);

                    Verdict.Of(policy.Evaluate(request, facts with { Tokens = cache }, now), request, token).ShouldBe(Verdict.Of(expected, request, token), $"{step}");
                    Interlocked.Add(ref forwarded, expected.IsAllowed ? 1 : 0);
                }
            },
            1_200);

        forwarded.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void Two_threads_that_look_first_at_the_same_moment_both_get_the_verdict_of_one_alone()
    {
        const int Rounds = 60;
        var request = Any.Accepted.Select(Any.Rule.Array[1, 4], (asking, rules) => asking with { Policy = asking.Policy with { OwnRules = rules }, Method = "GET" }).Where(a => a.Token is not null);
        using var pair = new Pair();
        request.Hold(
            asking =>
            {
                var policy = asking.Policy.Compile();
                var cache = new TokenCache(2 * Rounds);
                for (int round = 0; round < Rounds; round++)
                {
                    var token = asking.Token! with { Claims = new JsonTree.Object([.. asking.Token.Claims.Members.Where(m => m.Name != "jti"), ("jti", $"{round}")]) };
                    string text = token.Sign(asking.Policy, Spelling.Plain, Spelling.Plain);
                    PolicyRequest[] requests = [.. Paths.Select(path => (asking with { Path = path }).Request(text, Carriage.Usual))];
                    string[] expected = [.. requests.Select(r => Verdict.Of(policy.Evaluate(r, PolicyFacts.None, AskShape.Now), r, text))];
                    var facts = new PolicyFacts { Tokens = cache };

                    foreach (var (each, verdict) in requests.Zip(expected))
                    {
                        pair.Do(() => Verdict.Of(policy.Evaluate(each, facts, AskShape.Now), each, text)).ShouldBe([verdict, verdict]);
                    }
                }
            },
            25,
            threads: 1);
    }

    /// <summary>What is half written is so for a nanosecond. Of many millions of first looks at neighbouring notes some fall into it.</summary>
    [Fact]
    public void Two_threads_that_note_the_same_of_a_caller_never_read_half_a_note()
    {
        const int Rules = 4_096;
        SourcePosition position = new("policy.yaml", 1, 1);
        RbacRule rule = new("r", new RbacPermission("", []), [new RbacPrincipal("", [], position)], position);
        RbacPolicySet set = new([.. Enumerable.Repeat(rule, Rules)], position);
        VerifiedCaller caller = new("p0", "{}"u8.ToArray());
        using var pair = new Pair();
        for (long round = Cases.Of(2_000); round > 0; round--)
        {
            var known = caller.ToKnown();
            var fits = known.Matches!.Of(set);
            pair.Do(() =>
            {
                int wrong = 0;
                for (int i = 0; i < Rules; i++)
                {
                    wrong += fits.Of(i, known) ? 0 : 1;
                }

                return wrong;
            }).ShouldBe([0, 0]);
        }
    }

    /// <summary>A thread that reads while another one writes sees the old value or the new one only of what the machine writes in one piece.</summary>
    [Fact]
    public void What_is_noted_of_a_remembered_token_is_written_in_one_piece()
    {
        HashSet<Type> seen = [];
        List<string> torn = [];
        Visit(typeof(VerifiedToken));

        torn.ShouldBe([]);
        seen.ShouldContain(typeof(RuleFits));

        void Visit(Type type)
        {
            // The policy's own objects are made before any thread sees them.
            if (type.IsArray)
            {
                if (!IsOnePiece(type.GetElementType()!) && !type.GetElementType()!.IsPrimitive)
                {
                    torn.Add($"{type}");
                }

                Visit(type.GetElementType()!);
                return;
            }

            if (type.Assembly != typeof(VerifiedToken).Assembly || type == typeof(ProviderPolicy) || type == typeof(KeySet) || type == typeof(RbacRule) || type == typeof(RbacPolicySet) || !seen.Add(type))
            {
                return;
            }

            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                if (!field.IsInitOnly && !IsOnePiece(field.FieldType))
                {
                    torn.Add($"{type}.{field.Name}");
                }

                Visit(field.FieldType);
            }
        }
    }

    private static bool IsOnePiece(Type type) => !type.IsValueType || type.IsEnum || (type.IsPrimitive && type != typeof(decimal));

    private static KeySet Read(CompiledPolicy policy, PolicyShape shape, int key) => policy.ReadKeys((shape.Providers[0] with { Key = key }).KeyText).ShouldNotBeNull();

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(text)));
}
