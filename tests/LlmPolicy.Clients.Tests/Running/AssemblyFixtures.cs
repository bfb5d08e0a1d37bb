[assembly: AssemblyFixture(typeof(NodePackages))]
