"""Five-party coverage: who reaches whom, where the net has holes, who must not leave."""
