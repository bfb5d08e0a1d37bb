using LlmPolicy.Evaluation;
using LlmPolicy.Exchanges;
using LlmPolicy.Resources;
using LlmPolicy.Routing;

namespace LlmPolicy.Compilation;

/// <summary><c>faults</c> of a route that forwards; elsewhere Gloo makes nothing of it.</summary>
internal sealed class FaultCompiler(CompileContext context)
{
    public IEnumerable<RouteRule> RulesOf(Route route)
    {
        if (route.RouteAction is null || route.Options.Faults is not { } faults)
        {
            return [];
        }

        if (faults.Delay is { } delay)
        {
            CheckDelay(delay);
        }

        if (faults.Abort is not { } abort)
        {
            return [];
        }

        if (abort.HttpStatus is < 200 or >= 600)
        {
            context.Error(DiagnosticCodes.Fault, abort.Position, $"httpStatus is {abort.HttpStatus}.", "Use a status from 200 to 599, as 503.");
            return [];
        }

        return abort.Percentage == 0 ? [] : [new RouteRule(StepPhase.Faults, new AbortStep((double)decimal.Min(abort.Percentage / 100, 1), (int)abort.HttpStatus, abort.Position))];
    }

    private void CheckDelay(DelayFault delay)
    {
        if (delay.FixedDelay < TimeSpan.FromSeconds(1))
        {
            context.Error(DiagnosticCodes.Fault, delay.Position, "fixedDelay has to be a second or more.", "Write fixedDelay: 1s, or remove delay.");
            return;
        }

        context.Diagnostics.Warning(DiagnosticCodes.Fault, delay.Position, "No request is delayed here: a delay says nothing about who may pass.", "Remove it, or delay where the upstream stands in.");
    }
}
