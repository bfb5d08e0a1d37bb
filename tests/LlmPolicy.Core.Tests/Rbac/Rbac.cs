namespace LlmPolicy.Tests;

/// <summary>A route with RBAC policies, asked by a caller with verified claims.</summary>
internal static class Rbac
{
    /// <summary>A route whose <c>rbac.policies</c> are these.</summary>
    public static CompiledPolicy Policy(string policies, string hostOptions = "{}") => Compiling.Policy(Manifest.Route(
        $"rbac:\n  policies:\n{Indent(policies)}", $"{Manifest.Jwt(Keys.Hmac.PublicKey)}\n{(hostOptions == "{}" ? "" : hostOptions)}"));

    public static bool Allows(CompiledPolicy policy, string payload, string method = "GET", string target = "/")
    {
        var decision = policy.Decide(Requests.Make(method, target, [("authorization", $"Bearer {Keys.Hmac.Sign(payload)}")]));
        if (decision.Outcome == PolicyOutcome.Respond)
        {
            decision.ShouldRefuse(403, ReasonCodes.RbacDenied).Body.ShouldBe("RBAC: access denied");
        }

        return decision.Outcome == PolicyOutcome.Forward;
    }

    private static string Indent(string text) => string.Join('\n', text.Split('\n').Select(line => "    " + line));
}
