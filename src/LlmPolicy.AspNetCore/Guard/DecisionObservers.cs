using Microsoft.Extensions.Logging;

namespace LlmPolicy.Guard;

/// <summary>Tells all observers; none keeps another, or the request, from going on.</summary>
internal sealed class DecisionObservers(IEnumerable<IDecisionObserver> observers, TimeProvider time, ILogger<PolicyGate> logger)
{
    private readonly IDecisionObserver[] _observers = [.. observers];

    public TimeProvider Time => time;

    public void Settled(DecisionState state) => Tell(state, static (observer, state, _) => observer.Settled(state), null!);

    public void Completed(DecisionState state, RequestCompletion completion) =>
        Tell(state, static (observer, state, completion) => observer.Completed(state, completion), completion);

    private void Tell(DecisionState state, Action<IDecisionObserver, DecisionState, RequestCompletion> tell, RequestCompletion completion)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer, state, completion);
            }
            catch (Exception e)
            {
                Log.ObserverFailed(logger, state.DecisionId, observer.GetType(), e.GetType());
            }
        }
    }
}
