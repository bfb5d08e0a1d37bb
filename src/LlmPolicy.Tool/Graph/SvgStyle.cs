namespace LlmPolicy.Tool.Graph;

/// <summary>The colours of a picture, for light and for dark. Who may pass has a colour, and is said in words, too.</summary>
internal static class SvgStyle
{
    public const string Css =
        """
        svg { color-scheme: light dark;
          --paper: #ffffff; --lane: #f6f8fa; --box: #ffffff; --line: #8c959f; --edge: #d1d9e0; --text: #1f2328; --dim: #59636e; --key: #7d4e00; --keybox: #fff8c5;
          --anyone: #bc4c00; --anyonebox: #fff1e5; --token: #0969da; --tokenbox: #ddf4ff; --claim: #1a7f37; --claimbox: #dafbe1; --nobody: #59636e; --nobodybox: #e6eaef; }
        @media (prefers-color-scheme: dark) { svg {
          --paper: #0d1117; --lane: #151b23; --box: #212830; --line: #9198a1; --edge: #3d444d; --text: #f0f6fc; --dim: #9198a1; --key: #f2cc60; --keybox: #341a00;
          --anyone: #f0883e; --anyonebox: #3d1300; --token: #58a6ff; --tokenbox: #0c2d6b; --claim: #3fb950; --claimbox: #033a16; --nobody: #9198a1; --nobodybox: #2a313c; } }
        text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--text); white-space: pre; }
        .head { font-weight: bold; }
        .dim { fill: var(--dim); }
        .paper { fill: var(--paper); }
        .lane { fill: var(--lane); stroke: var(--edge); }
        .box { fill: var(--box); stroke: var(--line); }
        .way { fill: none; stroke: var(--line); stroke-width: 1.5; }
        .key { fill: var(--keybox); stroke: var(--key); }
        .key-sign { fill: none; stroke: var(--key); stroke-width: 1.6; }
        .anyone { --who: var(--anyone); --whobox: var(--anyonebox); }
        .token { --who: var(--token); --whobox: var(--tokenbox); }
        .claim { --who: var(--claim); --whobox: var(--claimbox); }
        .nobody { --who: var(--nobody); --whobox: var(--nobodybox); }
        .who { fill: var(--whobox); stroke: var(--who); stroke-width: 1.5; }
        .stripe { fill: var(--who); }
        .title { fill: var(--who); font-weight: bold; }
        .anyone .way, .token .way, .claim .way, .nobody .way { stroke: var(--who); }
        .nobody .who, .nobody .way { stroke-dasharray: 5 4; }
        """;
}
