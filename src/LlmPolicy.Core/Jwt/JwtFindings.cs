using LlmPolicy.Exchanges;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>What is found of tokens, in words.</summary>
internal static class JwtFindings
{
    extension(Findings findings)
    {
        public void Requirement(JwtRequirement requirement)
        {
            string providers = string.Join(" or ", requirement.Providers.Select(p => p.Name));
            string tolerance = requirement.Tolerance switch
            {
                JwtTolerance.Missing => "; a request without one is allowed, too",
                JwtTolerance.MissingOrFailed => "; a request without one, or with a bad one, is allowed, too",
                _ => "",
            };
            findings.Add(ExplanationSubject.Jwt, ExplanationResult.Noted, $"a token of {providers} is asked for{tolerance}", requirement.Position);
        }

        public void Tokens(ProviderPolicy provider, IReadOnlyList<FoundToken> tokens)
        {
            foreach (var location in provider.Locations)
            {
                int count = tokens.Count(t => t.Location == location);
                findings.Add(
                    ExplanationSubject.Token, count > 0 ? ExplanationResult.Fits : tokens.Count == 0 ? ExplanationResult.DoesNotFit : ExplanationResult.Noted,
                    $"{location}: {count switch { 0 => "no token", 1 => "a token", _ => $"{count} tokens, all of which have to be good" }}", location.Origin, 2);
            }
        }

        public void Token(ProviderPolicy provider, ITokenLocation location, JwtToken? token, JwtStatus status)
        {
            bool good = status == JwtStatus.Ok;
            string form = token is not { } read ? "" : $" ({read.Algorithm.Name}, {(read.KeyId.Length == 0 ? "no kid" : $"kid {read.KeyId}")}{findings.ClaimWords(read)})";
            findings.Add(
                ExplanationSubject.Token, Findings.Result(good),
                $"the token{form}: {(good ? "verified" : $"{status.Body} ({status.Reason})")}{Wanted(provider, status)}", location.Origin, 2);
        }

        /// <summary>A provider's verdict; it stands before what led to it.</summary>
        public void Verdict(ProviderPolicy provider, ProviderVerdict verdict, int mark)
        {
            bool good = verdict.Status == JwtStatus.Ok;
            findings.Insert(
                mark, ExplanationSubject.Provider, Findings.Result(good),
                $"provider {provider.Name}: {(good ? "accepts" : $"{verdict.Status.Body} ({verdict.Status.Reason})")}", provider.Position, 1);
        }

        public void Tolerated(JwtRequirement requirement, JwtStatus status) => findings.Add(
            ExplanationSubject.Jwt, ExplanationResult.Noted, $"allowed anyway by validationPolicy ({status.Reason})", requirement.Position);

        private string ClaimWords(JwtToken token) => findings.Detail == ClaimDetail.Types
            ? ""
            : $", iss {token.Claims.Issuer()}, exp {token.Claims.Expires}, nbf {token.Claims.NotBefore}, aud {string.Join(' ', token.Claims.Audiences())}";
    }

    private static string Wanted(ProviderPolicy provider, JwtStatus status) => status.Reason switch
    {
        ReasonCodes.JwtIssuer => $"; wanted {provider.Issuer}",
        ReasonCodes.JwtAudience => $"; wanted {provider.Audiences}",
        ReasonCodes.JwtExpired or ReasonCodes.JwtNotYetValid => $"; the clock may differ by {provider.ClockSkewSeconds} s",
        _ => "",
    };
}
