using System.Text.Json;
using LlmPolicy.Exchanges;
using LlmPolicy.Json;

namespace LlmPolicy.Rbac;

/// <summary>What RBAC finds, in words.</summary>
internal static class RbacFindings
{
    extension(Findings findings)
    {
        /// <summary>The verdict of all policies; it stands before what led to it, as each of the others does.</summary>
        public void Verdict(RbacPolicySet policies, int mark, bool allows) => findings.Insert(
            mark, ExplanationSubject.Rbac, Findings.Result(allows), allows ? "rbac: a policy allows" : "rbac: no policy allows", policies.Position);

        public void Policy(RbacRule rule, int mark, bool permits, bool allows)
        {
            if (!permits)
            {
                findings.Insert(mark, ExplanationSubject.Permission, ExplanationResult.DoesNotFit, $"permissions: {rule.Permission} does not fit the request", rule.Position, 2);
            }

            findings.Insert(mark, ExplanationSubject.Policy, Findings.Result(allows), $"policy {rule.Name}", rule.Position, 1);
        }

        public void Principal(RbacPrincipal principal, int index, int mark, IReadOnlyList<VerifiedCaller> callers, bool fits)
        {
            string provider = principal.Provider.Length == 0 ? "" : $" of provider {principal.Provider}";
            findings.Insert(
                mark, ExplanationSubject.Principal, Findings.Result(fits),
                $"principals[{index}]: {(principal.HasCaller(callers) ? $"the caller{provider}" : $"no caller{provider} was verified")}", principal.Position, 2);
        }

        /// <summary>A claim, and what the caller has there; null where none counts.</summary>
        public void Claim(string policy, ClaimCondition claim, VerifiedCaller? caller, bool matches)
        {
            var found = caller is null ? null : claim.Find(caller);
            string type = caller is null ? "no caller" : ClaimType.Of(found);
            findings.Add(new ClaimFinding { Policy = policy, Claim = claim.Name, Found = type, Matched = matches, Position = claim.Position });
            findings.Add(ExplanationSubject.Claim, Findings.Result(matches), $"{claim}: found {type}{findings.Shown(found)}", claim.Position, 3);
        }

        private string Shown(JsonElement? claim) => findings.Detail == ClaimDetail.Values && claim is { } value ? $" {value.GetRawText()}" : "";
    }
}
