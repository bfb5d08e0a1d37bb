using LlmPolicy.Testing.Running;

namespace LlmPolicy.Testing.Diffing;

/// <summary>Requests around the boundaries of both versions, each sent by callers around them.</summary>
internal static class DerivedProbes
{
    public static IEnumerable<Probe> Of(TestPolicies before, TestPolicies after, DateTimeOffset now)
    {
        IReadOnlyList<CallerProbe> callers = CallerProbes.Of(before, after, now);
        foreach (var request in RequestProbes.Of(before, after))
        {
            foreach (var caller in callers)
            {
                yield return new Probe(caller.Send(request), caller.Words);
            }
        }
    }
}
