using System.Globalization;
using LlmPolicy.Exchanges;

namespace LlmPolicy.Budgets;

/// <summary>What budgets find, in words. Nobody's key is in it.</summary>
internal static class BudgetFindings
{
    extension(Findings findings)
    {
        public void NothingUsed(BudgetRule rule) => findings.Noted(rule, "nothing is generated, so nothing is counted");

        public void OtherModels(BudgetRule rule) => findings.Noted(rule, "it counts other models");

        public void Refused(BudgetRule rule, string words) =>
            findings.Add(ExplanationSubject.Budget, ExplanationResult.DoesNotFit, $"budget {rule.Name}{(rule.IsShadow ? ", in the shadow" : "")}: {words}", rule.Position);

        public void Counted(BudgetRule rule) => findings.Add(
            ExplanationSubject.Budget, ExplanationResult.Noted,
            $"budget {rule.Name}, {rule.KeyWords}{(rule.IsHard ? ", hard" : "")}{(rule.IsShadow ? ", in the shadow: it counts and refuses nobody" : "")}", rule.Position);

        /// <summary>Whether an override is for the caller, before what was found of its principals.</summary>
        public void Override(LimitOverride one, int mark, bool fits) => findings.Insert(
            mark, ExplanationSubject.Rule, Findings.Result(fits), fits ? "these limits are for the caller" : "these limits are not for the caller", one.Position, 1);

        /// <summary>What is to be reserved, and of which limits. Whether there is so much left is known only when the request is made.</summary>
        public void Taken(IReadOnlyList<BudgetCounter> counters)
        {
            List<BudgetCounter> limits = [.. counters.DistinctBy(counter => counter.Position)];
            long least = limits.Min(Fitting);
            foreach (var counter in limits)
            {
                string binds = limits.Count > 1 && Fitting(counter) == least ? ", the first to bind" : "";
                findings.Add(
                    ExplanationSubject.Rule, ExplanationResult.Fits,
                    $"takes {Number((decimal)counter.Amount / counter.Scale)} of {counter.LimitWords}: {Times(counter)}{binds}", counter.Position, 1);
            }
        }

        /// <summary>What the tokens are made of that are reserved.</summary>
        public void Sized(BudgetRule rule, in BudgetSize size, ExpectedOutput expected, long answers)
        {
            long all = BudgetAmount.Bounded((Int128)expected.Tokens * answers);
            string output = expected.Origin switch
            {
                OutputOrigin.Nothing => "no output",
                OutputOrigin.Declared => $"{Number(all)} of output, as the request says",
                OutputOrigin.Experience => $"{Number(all)} of output, as nine of ten such answers stayed within",
                OutputOrigin.Manifest => $"{Number(all)} of output, as reserve.output says where the request does not",
                _ => $"{Number(all)} of output, since neither the request nor reserve.output says how much",
            };
            string times = answers > 1 ? $", for {Number(answers)} answers together" : "";
            string lowered = size.Output < all ? $", lowered to {Number(size.Output)}, which fits below the limits" : "";
            findings.Add(ExplanationSubject.Budget, ExplanationResult.Noted, $"reserves {Number(size.Input)} tokens of input, estimated, and {output}{times}{lowered}", rule.Position, 1);
        }

        /// <summary>The request's own limit of output is set to what is reserved.</summary>
        public void Bound(BudgetRule rule, long output) => findings.Add(
            ExplanationSubject.Budget, ExplanationResult.Noted, $"the request may produce {Number(output)} tokens, and says so in its body from now on", rule.Position, 1);

        private void Noted(BudgetRule rule, string words) => findings.Add(ExplanationSubject.Budget, ExplanationResult.Noted, $"budget {rule.Name}: {words}", rule.Position);
    }

    /// <summary>How many such requests a limit has room for while nothing is used of it.</summary>
    private static long Fitting(BudgetCounter counter) => counter.Amount == 0 ? long.MaxValue : counter.Limit / counter.Amount;

    private static string Times(BudgetCounter counter) => Fitting(counter) switch
    {
        0 => "it never fits",
        1 => "one such request fits",
        long.MaxValue => "any number of such requests fit",
        var many => $"{Number(many)} such requests fit",
    };

    private static string Number(decimal number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
