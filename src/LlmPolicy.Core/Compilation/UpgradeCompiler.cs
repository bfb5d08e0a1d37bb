using LlmPolicy.Resources;

namespace LlmPolicy.Compilation;

/// <summary><c>upgrades</c>, compiled: Gloo takes WebSockets unless a route says otherwise.</summary>
internal sealed class UpgradeCompiler(CompileContext context)
{
    public bool CompileWebSockets(IReadOnlyList<UpgradeOptions> upgrades)
    {
        foreach (var upgrade in upgrades.Where(u => u.WebSocket is not null).Skip(1))
        {
            context.Error(DiagnosticCodes.InvalidValue, upgrade.Position, "websocket is in upgrades twice.", "Keep one of them.");
        }

        return upgrades.All(u => u.WebSocket is null or { Enabled: true });
    }
}
