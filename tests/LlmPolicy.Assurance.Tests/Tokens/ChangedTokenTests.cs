using System.Collections.Concurrent;
using CsCheck;
using LlmPolicy.Assurance.Properties;

namespace LlmPolicy.Assurance.Tokens;

/// <summary>A good token that somebody changed is refused, but for the spellings of a closed list.</summary>
public sealed class ChangedTokenTests
{
    private enum Change
    {
        BitOfText,
        BitOfHeader,
        BitOfPayload,
        BitOfSignature,
        ByteOfSignature,
        Widened,
        Twin,
        Padded,
        Spaced,
        StrayBits,
        Dotted,
        Before,
        Cut,
        Joined,
    }

    private static readonly Gen<string> Algorithm = Gen.Frequency((6, Gen.OneOf("HS256", "HS384", "HS512")), (6, Gen.OneOf("ES256", "ES384")), (1, Gen.OneOf("ES512", "EdDSA", "RS256", "PS384")));

    [Fact]
    public void Whatever_is_changed_of_a_good_token_it_is_refused_or_the_change_is_on_the_closed_list()
    {
        ConcurrentDictionary<string, int> passed = new();
        Gen.Select(Any.Accepted, Algorithm, Gen.Enum<Change>(), Gen.Int, Gen.Bool, Gen.Bool).Hold(
            one =>
            {
                var (asking, algorithm, change, seed, isLax, isCached) = one;
                asking = asking with { Policy = asking.Policy with { Providers = [asking.Policy.Providers[0] with { Algorithm = algorithm }] } };
                asking = asking with { Token = asking.Token! with { Claims = Claimed(asking) } };
                var policy = asking.Policy.Compile(isLax ? KeyRing.Lax : KeyRing.Options);
                var facts = isCached ? new PolicyFacts { Tokens = new TokenCache(4) } : PolicyFacts.None;
                string token = asking.Token!.Sign(asking.Policy, Spelling.Plain, Spelling.Plain);
                IsAccepted(policy, asking, facts, token).ShouldBeTrue();

                string changed = Changed(token, change, new Random(seed), algorithm);
                if (changed != token && IsAccepted(policy, asking, facts, changed))
                {
                    string spelling = ClosedList.Find(token, changed, algorithm, isLax).ShouldNotBeNull($"{change} of {token} is accepted:\n{changed}");
                    passed.AddOrUpdate(spelling, 1, (_, count) => count + 1);
                }
            },
            5_000);

        passed.Keys.ShouldBe([ClosedList.Before, ClosedList.Width, ClosedList.Twin, ClosedList.Encoding], ignoreOrder: true);
    }

    [Fact]
    public void Whatever_JSON_a_good_key_signs_nothing_throws_and_what_is_no_JSON_is_not_forwarded()
    {
        long forwarded = 0;
        var piece = Gen.OneOf(
            Gen.OneOf("{", "}", "[", "]", ",", ":", "\"", "'", "\\", " ", "\n", "null", "true", "a", "1", "-", "1e5", "1e999", "0.5", "\u00e9", "\\ud83d", "\\u0000"),
            Gen.OneOf("\"exp\":1,", "\"exp\":99999999999", "\"iss\":\"https://idp.test\"", "\"aud\":[", "\"nbf\":0", "\"alg\":\"HS256\"", "\"kid\":\"k1\"", "\"a\":{\"a\":1}", ",\"exp\":99999999999", "\"sub\":\"\\ud800\""));
        var text = Gen.OneOf(
            piece.Array[0, 8].Select(string.Concat),
            piece.Array[0, 5].Select(pieces => $"{{{string.Concat(pieces)}}}"),
            Gen.Select(Any.Claims, Spelling.Any, piece, Gen.Int[0, 200], (claims, spelling, more, at) => Inserted(spelling.Write(claims), more, at)),
            Gen.Select(Any.Claims, Spelling.Any, Gen.Int[0, 200], (claims, spelling, at) => spelling.Write(claims) is var whole ? whole[..Math.Min(at, whole.Length)] : "")).Select(AsSigned);
        var policy = Gen.Select(Any.Policy, Gen.OneOf("HS256", "HS512"), (policy, algorithm) => policy with { Providers = [policy.Providers[0] with { Algorithm = algorithm, Issuer = null, Audiences = [] }], Rules = null, OwnRules = null });
        Gen.Select(policy, text, Gen.OneOf(Gen.Bool.Select(_ => (string?)null), text.Select(t => (string?)t)), Gen.Byte[0, 40], Gen.Bool).Hold(
            one =>
            {
                var (shape, payload, header, blank, isLax) = one;
                var compiled = shape.Compile(isLax ? KeyRing.Lax : KeyRing.Options);
                var key = shape.Providers[0].SigningKey;
                payload = new string(" \t\r\n"[blank % 4], blank) + payload;
                string token = header is null ? key.Sign(payload) : key.Sign(header, payload);
                var request = new AskShape(shape, new TokenShape(0, false, null, false, new JsonTree.Object()), "GET", "/", null).Request(token, Carriage.Usual);

                var decision = compiled.Evaluate(request, PolicyFacts.None, AskShape.Now);

                string expected = Verdict.Of(decision, request, token);
                Verdict.Of(compiled.Explain(request, PolicyFacts.None, AskShape.Now).Decision, request, token).ShouldBe(expected);
                if (decision.Forwarding is not null && decision.Callers.Count > 0)
                {
                    Interlocked.Increment(ref forwarded);
                    if (!isLax)
                    {
                        IsObject(payload).ShouldBeTrue(payload);
                        (header is null || IsObject(header)).ShouldBeTrue(header);
                        Verdict.Canonical(decision.Callers[0].Claims).ShouldBe(Verdict.Canonical(System.Text.Json.JsonElement.Parse(payload)));
                    }
                }
            },
            5_000);

        forwarded.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Of_lines_that_go_on_as_one_a_good_token_among_others_is_none()
    {
        var beside = Gen.OneOf("Bearer x", "Bearer", "Basic YTpi", "x", ",", "Bearer a.b.c", "=", "Bearer eyJhbGciOiJub25lIn0.e30.");
        Gen.Select(Any.Accepted, beside.Array[1, 3], Gen.Int[0, 3], Gen.Bool, Gen.Bool).Hold(
            one =>
            {
                var (asking, others, at, isLax, isTwice) = one;
                asking = asking with { Policy = asking.Policy with { Providers = [asking.Policy.Providers[0] with { Place = Place.Usual }] } };
                asking = asking with { Token = asking.Token! with { Claims = Claimed(asking) } };
                string token = asking.Token.Sign(asking.Policy, Spelling.Plain, Spelling.Plain);
                string[] lines = [.. others.Take(at), $"Bearer {token}", .. others.Skip(at), .. isTwice ? [$"Bearer {token}"] : Array.Empty<string>()];
                var request = asking.Request(token, Carriage.Usual) with { Headers = [.. lines.SelectMany(line => new HeaderField[] { new("Authorization", line), new("x-between", "1") })] };

                // What stands before the first prefix does not count, and the token runs to the end of the line.
                bool isGood = !isTwice && others.Skip(at).All(line => line.Length == 0) && !others.Take(at).Any(line => line.Contains("Bearer ", StringComparison.Ordinal));
                var decision = asking.Policy.Compile(isLax ? KeyRing.Lax : KeyRing.Options).Evaluate(request, new PolicyFacts { Tokens = new TokenCache(4) }, AskShape.Now);
                (decision is { Forwarding: not null, Callers.Count: > 0 }).ShouldBe(isGood, string.Join('\n', lines));
            },
            1_000);
    }

    [Fact]
    public void The_closed_list_is_the_one_of_the_documentation()
    {
        string[] lines = File.ReadAllLines(RepositoryRoot.PathOf("docs", "differences.md"));

        lines.Where(line => line.StartsWith("| `spelling.", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ShouldBe(ClosedList.All, ignoreOrder: true);
    }

    /// <summary>Accepted by what another provider asks for, the key aside.</summary>
    private static JsonTree.Object Claimed(AskShape asking) => asking.Policy.Providers[0] is var provider
        ? new JsonTree.Object(
        [
            .. asking.Token!.Claims.Members.Where(member => member.Name is not ("iss" or "aud")),
            .. provider.Issuer is null ? Array.Empty<(string, JsonTree)>() : [("iss", provider.Issuer)],
            .. provider.Audiences.Count == 0 ? Array.Empty<(string, JsonTree)>() : [("aud", provider.Audiences[0])],
        ])
        : throw new InvalidOperationException();

    private static bool IsAccepted(CompiledPolicy policy, AskShape asking, PolicyFacts facts, string token) =>
        policy.Evaluate(asking.Request(token, Carriage.Usual), facts, AskShape.Now) is { Forwarding: not null, Callers.Count: > 0 };

    private static bool IsObject(string text)
    {
        try
        {
            return System.Text.Json.JsonElement.Parse(text, new() { AllowDuplicateProperties = false, MaxDepth = 32 }).ValueKind == System.Text.Json.JsonValueKind.Object;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    /// <summary>The text of the bytes that are signed: half a pair of surrogates is none.</summary>
    private static string AsSigned(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Inserted(string text, string more, int at) => text.Insert(Math.Min(at, text.Length), more);

    private static string Changed(string token, Change change, Random chance, string algorithm)
    {
        string[] parts = token.Split('.');
        byte[] signature = Signatures.Of(token);
        int part = chance.Next(3);
        bool isEcdsa = algorithm.StartsWith("ES", StringComparison.Ordinal);
        switch (change)
        {
            case Change.BitOfText:
                int at = chance.Next(token.Length);
                return $"{token[..at]}{(char)(token[at] ^ (1 << chance.Next(8)))}{token[(at + 1)..]}";
            case Change.BitOfHeader:
                return $"{Flipped(parts[0], chance)}.{parts[1]}.{parts[2]}";
            case Change.BitOfPayload:
                return $"{parts[0]}.{Flipped(parts[1], chance)}.{parts[2]}";
            case Change.BitOfSignature:
                return $"{parts[0]}.{parts[1]}.{Flipped(parts[2], chance)}";
            case Change.ByteOfSignature:
                return Signatures.With(token, chance.Next(2) == 0 ? [.. signature, (byte)chance.Next(256)] : [(byte)chance.Next(256), .. signature]);
            case Change.Widened when isEcdsa:
                return Signatures.With(token, Signatures.Widened(signature, chance.Next(60), chance.Next(2) == 0 ? (byte)chance.Next(256) : null));
            case Change.Twin when isEcdsa:
                return Signatures.With(token, Signatures.Widened(Signatures.Twin(signature, algorithm), chance.Next(3), null));
            case Change.Padded or Change.Widened or Change.Twin:
                parts[part] += new string('=', chance.Next(1, 4));
                return string.Join('.', parts);
            case Change.Spaced:
                return token.Insert(chance.Next(token.Length + 1), chance.Next(2) == 0 ? " " : "\t");
            case Change.StrayBits:
                const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
                parts[part] = parts[part][..^1] + Digits[Digits.IndexOf(parts[part][^1], StringComparison.Ordinal) ^ chance.Next(1, 16)];
                return string.Join('.', parts);
            case Change.Dotted:
                return chance.Next(3) switch { 0 => $"{token}.", 1 => $".{token}", _ => $"{parts[0]}..{parts[1]}.{parts[2]}" };
            case Change.Before:
                return $"{" \"':,;*/"[chance.Next(8)]}{token}";
            case Change.Cut:
                return chance.Next(2) == 0 ? token[..^chance.Next(1, 4)] : token.Remove(chance.Next(token.Length), 1);
            default:
                return chance.Next(3) switch { 0 => $"{token},{token}", 1 => $"{token} {token}", _ => $"{token}, Bearer {token}" };
        }
    }

    private static string Flipped(string part, Random chance)
    {
        byte[] bytes = System.Buffers.Text.Base64Url.DecodeFromChars(part);
        bytes[chance.Next(bytes.Length)] ^= (byte)(1 << chance.Next(8));
        return SigningKey.Encode(bytes);
    }
}
