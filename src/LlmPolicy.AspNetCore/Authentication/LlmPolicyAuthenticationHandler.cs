using System.Security.Claims;
using System.Text.Encodings.Web;
using LlmPolicy.Guard;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Authentication;

/// <summary>Who the policy verified is who the request is from. Asks the policy itself where it comes before the middleware.</summary>
internal sealed class LlmPolicyAuthenticationHandler(
    IOptionsMonitor<LlmPolicyAuthenticationOptions> options, ILoggerFactory logger, UrlEncoder encoder, PolicyGate gate)
    : AuthenticationHandler<LlmPolicyAuthenticationOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (IsExempt)
        {
            return AuthenticateResult.NoResult();
        }

        var feature = await gate.EvaluateAsync(Context).ConfigureAwait(false);
        if (feature.Decision is not { Outcome: PolicyOutcome.Forward, Callers: { Count: > 0 } callers })
        {
            return AuthenticateResult.NoResult();
        }

        ClaimsPrincipal principal = new(callers.Select(caller => new ClaimsIdentity(
            ClaimReader.Read(caller), Scheme.Name, Options.NameClaimType, Options.RoleClaimType)));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
    }

    /// <summary>The policy's own answer, if it has one: the same as without authorization.</summary>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var feature = IsExempt ? null : await gate.EvaluateAsync(Context).ConfigureAwait(false);
        if (feature?.Decision.Response is not null)
        {
            await gate.RespondAsync(Context, feature.Decision).ConfigureAwait(false);
            return;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer");
    }

    private bool IsExempt => EndpointRole.Of(Context.GetEndpoint()) == LlmPolicyEndpointRole.Exempt;
}
